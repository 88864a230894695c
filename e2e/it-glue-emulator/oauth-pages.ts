/** The consent page, and the page shown where nobody can be sent back. */
import type { Answer } from "./answers";
import { markup, page } from "./page";
import type { Account, ServerId } from "./state";

const CARRIED = [
  "response_type",
  "client_id",
  "redirect_uri",
  "state",
  "code_challenge",
  "code_challenge_method",
  "scope",
];

/** Asks a person who they are and whether Flexbill may read their IT Glue account. */
export function consentPage(
  server: ServerId,
  accounts: Account[],
  parameters: URLSearchParams,
  fault?: string,
): Answer {
  const hidden = CARRIED.filter((name) => parameters.has(name)).map(
    (name) => markup`<input type="hidden" name="${name}" value="${parameters.get(name)}">`,
  );
  const first = accounts[0]?.users[0]?.id;
  const groups = accounts.map(
    (account) => markup`<fieldset>
<legend>Sign in to ${account.name} as</legend>
${account.users.map(
  (user) => markup`<label class="choice">
<input type="radio" name="user_id" value="${user.id}"${user.id === first && markup` checked`}>
<span>${user.name} (${user.email})</span>
</label>`,
)}
</fieldset>`,
  );
  return page(
    "Connect Flexbill to IT Glue",
    markup`${fault !== undefined && markup`<p class="bad" role="alert">${fault}</p>`}
<p>Flexbill asks to read organizations and flexible assets of your IT Glue account on the ${server.toUpperCase()} server.</p>
<form method="post" action="/${server}/oauth/authorize">
${hidden}
${groups}
<div class="row">
<button name="decision" value="approve">Approve</button>
<button name="decision" value="deny">Deny</button>
</div>
</form>`,
    [],
    fault === undefined ? 200 : 422,
  );
}

export function refusedPage(reason: string): Answer {
  return page("Connect is not possible", markup`<p class="bad">${reason}</p>`, [], 400);
}

/** The pages that list: accounts with the health switch, organizations, assets by type. */
import type { Answer } from "./answers";
import { type Markup, markup, page } from "./page";
import type { Account, Asset, AssetType, Organization } from "./state";
import { assetName } from "./traits";
import type { World } from "./world";

const SAID: Record<string, string> = {
  saved: "The asset has been saved.",
  added: "The asset has been added.",
  archived: "The asset has been archived.",
  unarchived: "The asset has been taken out of the archive.",
  deleted: "The asset has been deleted.",
  health: "The server's health has been switched.",
};

function status(said: string | null): Markup | false {
  const words = SAID[said ?? ""];
  return words !== undefined && markup`<p class="note good" role="status">${words}</p>`;
}

/** Accounts of all three servers, and the switch between healthy, down and slow. */
export function homePage(world: World, said: string | null): Answer {
  const fault = world.faults.find(({ match }) => match === null);
  const health = fault === undefined ? "healthy" : fault.kind;
  const option = (value: string, label: string) =>
    markup`<option value="${value}"${value === health && markup` selected`}>${label}</option>`;
  const rows = world.state.accounts.map(
    (account) => markup`<tr>
<th scope="row"><a href="/ui/${account.id}">${account.name}</a></th>
<td>${account.server.toUpperCase()}</td>
<td>${account.subdomain}</td>
<td>${account.organizations.length}</td>
<td>${account.assets.length}</td>
<td>${account.apiKeys.map(({ key, revoked }) => markup`<code>${key}</code>${revoked && " (revoked)"} `)}</td>
</tr>`,
  );
  return page(
    "Accounts",
    markup`${status(said)}
<p>Change here what somebody would change in IT Glue, then see what Flexbill makes of it.</p>
<form method="post" action="/ui/health">
<div class="row">
<div><label for="health">Health of all three servers</label>
<select id="health" name="health">${option("healthy", "Healthy")}${option("503", "Down (503)")}${option("slow", "Slow (60 seconds)")}</select></div>
<button>Switch</button>
</div>
</form>
<div class="scroll" tabindex="0" role="region" aria-label="Accounts">
<table><caption>IT Glue accounts</caption>
<thead><tr><th scope="col">Account</th><th scope="col">Server</th><th scope="col">Subdomain</th><th scope="col">Organizations</th><th scope="col">Assets</th><th scope="col">API key</th></tr></thead>
<tbody>${rows}</tbody></table>
</div>`,
  );
}

/** Organizations of one account. */
export function accountPage(account: Account): Answer {
  const named = (kinds: { id: string; name: string }[], id: string | null) =>
    kinds.find((kind) => kind.id === id)?.name ?? "";
  const organizations = account.organizations.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const counts = new Map<string, number>();
  for (const { organizationId } of account.assets) {
    counts.set(organizationId, (counts.get(organizationId) ?? 0) + 1);
  }
  const rows = organizations.map(
    (organization) => markup`<tr>
<th scope="row"><a href="/ui/${account.id}/organizations/${organization.id}">${organization.name}</a></th>
<td>${named(account.organizationTypes, organization.typeId)}</td>
<td>${named(account.organizationStatuses, organization.statusId)}</td>
<td>${counts.get(organization.id) ?? 0}</td>
</tr>`,
  );
  return page(
    account.name,
    markup`<div class="scroll" tabindex="0" role="region" aria-label="Organizations">
<table><caption>Organizations</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Status</th><th scope="col">Assets</th></tr></thead>
<tbody>${rows}</tbody></table>
</div>`,
    [{ href: "/", label: "Accounts" }],
  );
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return `${value.length} tagged`;
  if (typeof value === "object") return "(file)";
  return String(value).replace(/<[^>]*>/g, " ");
}

function assetsOfType(account: Account, organization: Organization, type: AssetType): Markup {
  const columns = type.fields
    .filter((field) => field.kind !== "Header" && (field.showInList || field.kind === "Number"))
    .toSorted((left, right) => left.order - right.order);
  const assets = account.assets.filter(
    (asset) => asset.organizationId === organization.id && asset.typeId === type.id,
  );
  const row = (asset: Asset) => markup`<tr>
<th scope="row"><a href="/ui/${account.id}/assets/${asset.id}">${assetName(type, asset).trim() || `Asset ${asset.id}`}</a></th>
${columns.map((field) => markup`<td>${shown(asset.values[field.id])}</td>`)}
<td>${asset.archived ? "Archived" : "Active"}</td>
</tr>`;
  const table = markup`<div class="scroll" tabindex="0" role="region" aria-label="Assets of ${type.name}">
<table><caption>${assets.length} of ${type.name}</caption>
<thead><tr><th scope="col">Asset</th>${columns.map((field) => markup`<th scope="col">${field.name}</th>`)}<th scope="col">State</th></tr></thead>
<tbody>${assets.map(row)}</tbody></table>
</div>`;
  return markup`<section aria-labelledby="type-${type.id}">
<h2 id="type-${type.id}">${type.name}${!type.enabled && " (disabled)"}</h2>
${assets.length > 0 ? table : markup`<p>None.</p>`}
<p><a href="/ui/${account.id}/organizations/${organization.id}/new?type=${type.id}">Add to ${type.name}</a></p>
</section>`;
}

/** Assets of one organization, a table per type. */
export function organizationPage(account: Account, organization: Organization, said: string | null): Answer {
  return page(
    organization.name,
    markup`${status(said)}${account.assetTypes.map((type) => assetsOfType(account, organization, type))}`,
    [
      { href: "/", label: "Accounts" },
      { href: `/ui/${account.id}`, label: account.name },
    ],
  );
}

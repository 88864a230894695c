import type { CommandRefused, RefusalCode, RefusedField } from "@/lib/commands/refusal";
import { DOCUMENT_WORDS } from "./document-refusal-words";

/** What crosses to the browser when an action did nothing: a code for the screen, words for the person. */
export type ActionRefusal = {
  code: RefusalCode | "signed-out" | "unavailable" | "unexpected";
  /** What happened, one sentence. */
  message: string;
  /** What to do now: one sentence, as a link where it can be done on another page. */
  fix?: string | { label: string; href: string };
  fields?: RefusedField[];
};

type Details = CommandRefused["details"];
export type Words = Pick<ActionRefusal, "message" | "fix">;

const SETTINGS = "/admin/my-company/it-glue-settings";
const INTEGRATIONS = "/my-settings/integrations";

/**
 * Details any command may give: `what` names the record ("contract"), `name` its own name, `who` the person who came
 * first, `message` and `fix` say it in the command's own words. All of them are optional everywhere.
 */
const what = (details: Details) => String(details.what ?? "record");

const chargesOf = ({ count, of }: Details) =>
  count === undefined || of === 1
    ? "This charge is"
    : `${count} of ${of} charges ${count === 1 ? "is" : "are"}`;

const WORDS: Record<RefusalCode, (details: Details, hasFields: boolean) => Words> = {
  "not-allowed": (details) => ({
    message:
      details.role === undefined
        ? "You are not allowed to do this."
        : `Your role, ${details.role}, does not allow this.`,
    fix: "Ask an Administrator to do it, or to change your role under Admin > Security > Users.",
  }),
  "not-found": (details) => ({
    message: `This ${what(details)} does not exist, or is not in your company.`,
    fix: "Go back to the list and open it from there.",
  }),
  "changed-meanwhile": (details) => ({
    message: `${details.who ?? "Somebody"} changed this ${what(details)} while you had it open. Nothing was saved.`,
    fix: "Copy what you entered, reload the page, and enter it again where it is still right.",
  }),
  invalid: (_, hasFields) => ({
    message: "Some of what you entered cannot be saved.",
    fix: hasFields ? "Correct the marked fields and save again." : undefined,
  }),
  "name-taken": (details) => ({
    message:
      details.name === undefined
        ? `There is already a ${what(details)} with this name.`
        : `There is already a ${what(details)} named “${details.name}”.`,
    fix: "Choose another name.",
  }),
  "it-glue-disabled": () => ({
    message: "The IT Glue integration is turned off.",
    fix: {
      label: "An Administrator can enable it under Admin > My Company > IT Glue Settings.",
      href: SETTINGS,
    },
  }),
  "it-glue-not-set-up": () => ({
    message: "The IT Glue integration is not set up yet.",
    fix: {
      label: "An Administrator can enter the server and API key under Admin > My Company > IT Glue Settings.",
      href: SETTINGS,
    },
  }),
  "it-glue-forbidden": () => ({
    message:
      "IT Glue refused the API key: it is wrong, revoked, or belongs to another IT Glue server. Units are unchanged.",
    fix: {
      label:
        "Check the IT Glue server and API key under Admin > My Company > IT Glue Settings, then test the connection.",
      href: SETTINGS,
    },
  }),
  "it-glue-unreachable": (details) => ({
    message: "IT Glue did not answer as expected. Units are unchanged.",
    fix:
      details.retryAfterSeconds === undefined
        ? "Try again in a few minutes. Tonight's sync counts again by itself."
        : `IT Glue asks for a pause: try again in ${details.retryAfterSeconds} seconds.`,
  }),
  "it-glue-other-account": (details) => ({
    message:
      details.expected === undefined || details.found === undefined
        ? "These credentials belong to another IT Glue account than the one your company is connected to."
        : `These credentials belong to the IT Glue account “${details.found}”, but your company is connected to “${details.expected}”.`,
    fix: "Use credentials of your company's own IT Glue account.",
  }),
  "it-glue-identity-reconnect": (details) => ({
    message: `IT Glue is counted as ${details.name ?? "a connected user"}, whose connection no longer holds. Units are unchanged.`,
    fix: {
      label: `${details.name ?? "That person"} connects again under My Settings > Integrations, or an Administrator chooses another identity under Admin > My Company > IT Glue Settings.`,
      href: SETTINGS,
    },
  }),
  "not-connected": () => ({
    message: "Your own IT Glue account is not connected.",
    fix: { label: "Connect it under My Settings > Integrations, then try again.", href: INTEGRATIONS },
  }),
  "connect-state-mismatch": () => ({
    message: "This answer from IT Glue belongs to no Connect that you started in this session.",
    fix: { label: "Go to My Settings > Integrations and press Connect again.", href: INTEGRATIONS },
  }),
  "connect-expired": () => ({
    message: "Connecting took longer than ten minutes, so the attempt ended.",
    fix: { label: "Go to My Settings > Integrations and press Connect again.", href: INTEGRATIONS },
  }),
  "connect-denied": () => ({
    message: "IT Glue was told not to give Flexbill access.",
    fix: "Press Connect again and approve the request in IT Glue.",
  }),
  "organization-unmapped": () => ({
    message:
      "This account is not linked to an IT Glue organization, so there is nothing to count. Units are unchanged.",
    fix: { label: "Link an organization on the account's page under CRM > Accounts.", href: "/crm/accounts" },
  }),
  "rule-broken": () => ({
    message:
      "The count rule names an asset type or a field that IT Glue no longer has in that form. Units are unchanged.",
    fix: "Open the service line, choose the asset type and fields anew, and update the units.",
  }),
  "recount-cancelled": () => ({
    message: "The count was canceled. Nothing was stored, and units are unchanged.",
    fix: "Press Update Units whenever you want to count again.",
  }),
  "reading-stale": () => ({
    message: "The count is older than 15 minutes, or of another business date.",
    fix: "Press Update Units once more, then save.",
  }),
  "reading-foreign": () => ({
    message: "The count belongs to another account, contract or service line.",
    fix: "Press Update Units here, then save.",
  }),
  "reading-rule-changed": () => ({
    message: "What is counted has changed since the units were updated.",
    fix: "Press Update Units once more, then save.",
  }),
  "reading-not-usable": () => ({
    message: "IT Glue could not be counted, so there are no units to save.",
    fix: "Read the reason beside the units, then press Update Units again.",
  }),
  "reason-required": (details) => ({
    message: `${details.why ?? "This change is larger than usual"}. It needs a reason, which others will read in the audit log.`,
    fix: "Enter a reason and save again.",
  }),
  "too-far-back": (details) => ({
    message:
      details.earliestOn === undefined
        ? "A change may take effect at most 12 months back."
        : `A change may take effect on ${details.earliestOn} at the earliest.`,
    fix: "Choose a later date, or ask an Administrator.",
  }),
  "sent-meanwhile": () => ({
    message: "Somebody else sent this invoice after you opened this page. Yours was not sent.",
    fix: "Reload the page to see to whom it went, and send it again if it should go once more.",
  }),
  "already-exported": (details) => ({
    message: `${details.numbers ?? "Some of these"} left for ${details.target ?? "this system"} before. Nothing was exported.`,
    fix: "Take them out of the selection, or export them again with a reason.",
  }),
  "run-under-way": () => ({
    message: "A sync run is already under way.",
    fix: { label: "Wait until it has finished; you find it under Sync runs.", href: "/sync-runs" },
  }),
  "not-simulation": () => ({
    message: "Only a simulation has a clock that can be moved.",
    fix: "Sign in to the demo company to try it.",
  }),
  "clock-backwards": (details) => ({
    message:
      details.now === undefined
        ? "The clock only moves forward."
        : `The clock only moves forward; it is ${details.now}.`,
    fix: "Choose a later date.",
  }),
  "items-changed": () => ({
    message: "The billing items changed after you opened this page. Nothing was posted.",
    fix: "Look at the items again, then confirm.",
  }),
  "early-not-approved": (details) => ({
    message: `${details.early ?? "Some"} of these items are not due yet. Nothing was posted.`,
    fix: "Tick the box that names their months, or post only what is due.",
  }),
  "charge-documented": (details) => ({
    message: `${chargesOf(details)} already on an invoice. Nothing was unposted.`,
    fix: "Reload the page. To take back what is invoiced, void the invoice or issue a credit note for it first.",
  }),
  "charge-unposted": (details) => ({
    message: `${chargesOf(details)} already unposted. Nothing else was unposted.`,
    fix: "Reload the page: what was unposted stands in Finance > Billing Review again.",
  }),
  "nothing-to-invoice": () => ({
    message: "Only credits are chosen. A credit is never invoiced alone: the account's next invoice uses it.",
    fix: "To give it to the customer now, issue a credit note under “Credit carried forward”, below the charges.",
  }),
  ...DOCUMENT_WORDS,
  "account-parked": (details) => ({
    message: `${details.name ?? "An account"} is parked, so nothing of it is posted or invoiced.${details.why === undefined ? "" : ` ${details.why}`}`,
    fix: "Clear up the difference and release the account, or leave it out.",
  }),
};

/** A command's refusal in words: what happened, and what to do. */
export function refusalInWords({ code, details, fields }: CommandRefused): ActionRefusal {
  const words = WORDS[code](details, fields.length > 0);
  const fix = details.fix === undefined ? words.fix : `${details.fix}`;
  return {
    code,
    message: details.message === undefined ? words.message : `${details.message}`,
    ...(fix === undefined ? {} : { fix }),
    ...(fields.length > 0 ? { fields } : {}),
  };
}

export const SIGNED_OUT: ActionRefusal = {
  code: "signed-out",
  message: "You are no longer signed in, so nothing was changed.",
  fix: "Sign in again in a second tab, then repeat this here: what you entered is still on this page.",
};

export const UNAVAILABLE: ActionRefusal = {
  code: "unavailable",
  message: "Flexbill cannot reach its own records at the moment; nothing was changed.",
  fix: "Try again in a minute. What you entered is still on this page.",
};

/** The only words about a failure nobody foresaw; the log has the rest under the same reference. */
export function unexpectedInWords(reference: string): ActionRefusal {
  return {
    code: "unexpected",
    message: `Something failed on our side; nothing was changed. Reference ${reference}`,
    fix: "Try again. If it fails once more, tell your Administrator the reference.",
  };
}

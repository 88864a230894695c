/** Pages for people: change in the emulator what somebody would change in IT Glue. */
import { type Answer, redirectTo } from "./answers";
import { control } from "./control";
import type { ControlInput } from "./control-actions";
import { ControlError } from "./control-lookup";
import { markup, page } from "./page";
import type { Account } from "./state";
import { assetForm, traitsFromForm } from "./ui-asset-form";
import { accountPage, homePage, organizationPage } from "./ui-pages";
import type { World } from "./world";

export type UiCall = { method: string; path: string[]; search: URLSearchParams; form: URLSearchParams };

function missing(what: string): Answer {
  return page("Not found", markup`<p>There is no such ${what}.</p>`, [{ href: "/", label: "Accounts" }], 404);
}

const FAULT_ACTIONS: Record<string, ControlInput[]> = {
  healthy: [{ action: "clear-faults" }],
  "503": [{ action: "clear-faults" }, { action: "fault", kind: "503" }],
  slow: [{ action: "clear-faults" }, { action: "fault", kind: "slow", delayMs: 60_000 }],
};

function setHealth(world: World, form: URLSearchParams): Answer {
  for (const action of FAULT_ACTIONS[form.get("health") ?? ""] ?? []) control(world, action);
  return redirectTo("/?said=health", 303);
}

function saveAsset(world: World, account: Account, assetId: string, form: URLSearchParams): Answer {
  const asset = account.assets.find(({ id }) => id === assetId);
  const type = account.assetTypes.find(({ id }) => id === asset?.typeId);
  if (!asset || !type) return missing("asset");
  const here = `/ui/${account.id}/organizations/${asset.organizationId}`;
  switch (form.get("do")) {
    case "archive":
      control(world, { action: asset.archived ? "unarchive-asset" : "archive-asset", assetId });
      return redirectTo(`${here}?said=${asset.archived ? "archived" : "unarchived"}`, 303);
    case "delete":
      control(world, { action: "delete-asset", assetId });
      return redirectTo(`${here}?said=deleted`, 303);
    default: {
      const { traits, fault } = traitsFromForm(type, form);
      if (fault !== null) return assetForm(account, type, asset, { fault, form });
      control(world, { action: "set-traits", assetId, traits });
      return redirectTo(`${here}?said=saved`, 303);
    }
  }
}

function addAsset(world: World, account: Account, organizationId: string, call: UiCall): Answer {
  const type = account.assetTypes.find(({ id }) => id === call.search.get("type"));
  if (!type) return missing("asset type");
  const blank = { organizationId, values: {}, archived: false, id: null };
  if (call.method === "GET") return assetForm(account, type, blank);
  const { traits, fault } = traitsFromForm(type, call.form);
  if (fault !== null) return assetForm(account, type, blank, { fault, form: call.form });
  control(world, { action: "add-asset", organizationId, assetTypeId: type.id, traits });
  return redirectTo(`/ui/${account.id}/organizations/${organizationId}?said=added`, 303);
}

function answer(world: World, call: UiCall): Answer {
  const [, accountId, collection, id, verb] = call.path;
  const said = call.search.get("said");
  if (call.path[0] === undefined) return homePage(world, said);
  if (accountId === "health" && call.method === "POST") return setHealth(world, call.form);
  const account = world.state.accounts.find((one) => one.id === accountId);
  if (!account) return missing("account");
  if (collection === undefined) return accountPage(account);
  if (collection === "organizations" && id !== undefined) {
    const organization = account.organizations.find((one) => one.id === id);
    if (!organization) return missing("organization");
    if (verb === "new") return addAsset(world, account, id, call);
    return organizationPage(account, organization, said);
  }
  const asset = account.assets.find((one) => one.id === id);
  const type = account.assetTypes.find((one) => one.id === asset?.typeId);
  if (collection !== "assets" || !asset || !type) return missing("asset");
  if (call.method === "POST") return saveAsset(world, account, asset.id, call.form);
  return assetForm(account, type, asset);
}

/** Routes of `/` and `/ui/…`. */
export function answerUi(world: World, call: UiCall): Answer {
  try {
    return answer(world, call);
  } catch (error) {
    if (error instanceof ControlError) return missing("record any more");
    throw error;
  }
}

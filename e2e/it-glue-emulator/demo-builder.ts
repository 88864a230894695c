/** Builds demo accounts: same input, same ids and times, whenever it runs. */

import { addAssetType } from "./asset-types";
import antivirus from "./asset-types/antivirus.json" with { type: "json" };
import cloudApps from "./asset-types/cloud-apps.json" with { type: "json" };
import customerBilling from "./asset-types/customer-billing.json" with { type: "json" };
import licensing from "./asset-types/licensing.json" with { type: "json" };
import microsoftLicenses from "./asset-types/microsoft-licenses.json" with { type: "json" };
import office365 from "./asset-types/office-365.json" with { type: "json" };
import microsoft365 from "./asset-types/seats-and-used.json" with { type: "json" };
import webroot from "./asset-types/webroot.json" with { type: "json" };
import {
  type Account,
  type AssetType,
  nextId,
  type Organization,
  type ServerId,
  type TagTarget,
  timestamp,
} from "./state";

export const TYPE_DEFINITIONS = {
  "Microsoft 365": microsoft365,
  "Microsoft Licenses": microsoftLicenses,
  Licensing: licensing,
  "Cloud Apps": cloudApps,
  "Customer Billing": customerBilling,
  Antivirus: antivirus,
  "Webroot clone": webroot,
  "Office 365": office365,
};
export type TypeName = keyof typeof TYPE_DEFINITIONS;

/** Middle digits of an id: each kind of record has its own run of numbers, so that one more moves no other. */
const RUNS = { kinds: 100, types: 200, organizations: 300, targets: 400, assets: 500, later: 900 } as const;
const EPOCH = Date.parse("2025-01-06T09:00:00.000Z");

export type AccountPlan = {
  id: string;
  server: ServerId;
  name: string;
  subdomain: string;
  /** First three digits of all its ids. */
  idPrefix: string;
  key: string;
  users: { name: string; email: string }[];
  assetTypes: TypeName[];
};

export type OrganizationPlan = {
  name: string;
  shortName: string;
  type?: "Owner" | "Customer" | "Vendor" | "Prospect";
  status?: "Active" | "Inactive";
  parent?: Organization;
  psa?: { id: string; type: string };
};

export type Traits = Record<string, unknown>;

export class DemoBuilder {
  readonly account: Account;
  private readonly lastIds = new Map<number, string>();
  private minutes = 0;

  constructor(private readonly plan: AccountPlan) {
    const { id, server, name, subdomain, key, users } = plan;
    this.account = {
      id,
      server,
      name,
      subdomain,
      lastId: "0",
      apiKeys: [{ key, revoked: false }],
      users: users.map((user, index) => ({ id: `${id}-user-${index + 1}`, ...user })),
      organizationTypes: [],
      organizationStatuses: [],
      organizations: [],
      assetTypes: [],
      assets: [],
      tagTargets: [],
    };
    const kind = (kindName: string) => ({
      id: this.id("kinds"),
      name: kindName,
      synced: false,
      ...this.stamps(),
    });
    this.account.organizationTypes = ["Owner", "Customer", "Vendor", "Prospect"].map(kind);
    this.account.organizationStatuses = ["Active", "Inactive"].map(kind);
    for (const typeName of plan.assetTypes) this.installType(typeName);
    this.aimAssetTags();
    for (const user of this.account.users) this.target("AccountsUsers", user.name, null);
  }

  /** The finished account; records made from here on get ids of a run of their own. */
  finish(): Account {
    this.at("later");
    return this.account;
  }

  organization(plan: OrganizationPlan): Organization {
    const { organizationTypes, organizationStatuses, organizations } = this.account;
    const organization: Organization = {
      id: this.id("organizations"),
      name: plan.name,
      shortName: plan.shortName,
      alert: null,
      description: null,
      quickNotes: null,
      typeId: organizationTypes.find(({ name }) => name === (plan.type ?? "Customer"))?.id ?? null,
      statusId: organizationStatuses.find(({ name }) => name === (plan.status ?? "Active"))?.id ?? null,
      parentId: plan.parent?.id ?? null,
      primary: plan.type === "Owner",
      myGlueAccountId: null,
      psa: plan.psa ?? null,
      ...this.stamps(),
    };
    organizations.push(organization);
    return organization;
  }

  target(
    tagType: string,
    name: string,
    organization: Organization | null,
    extra: TagTarget["extra"] = {},
  ): TagTarget {
    const target = {
      id: this.id("targets"),
      tagType,
      name,
      organizationId: organization?.id ?? null,
      extra,
    };
    this.account.tagTargets.push(target);
    return target;
  }

  /** Adds an asset with raw values by name-key: traps may hold what the API would refuse. Returns its id. */
  asset(
    organization: Organization,
    typeName: TypeName,
    traits: Traits,
    flags: { archived?: boolean; restricted?: boolean } = {},
  ): string {
    const type = this.type(typeName);
    const values = Object.entries(traits).map(([nameKey, value]) => {
      const field = type.fields.find((one) => one.nameKey === nameKey);
      if (!field) throw new Error(`${typeName} has no field ${nameKey}`);
      return [field.id, value] as const;
    });
    const id = this.id("assets");
    this.account.assets.push({
      id,
      organizationId: organization.id,
      typeId: type.id,
      values: Object.fromEntries(values),
      archived: flags.archived ?? false,
      restricted: flags.restricted ?? false,
      ...this.stamps(),
    });
    return id;
  }

  private type(name: TypeName): AssetType {
    const type = this.account.assetTypes.find((one) => one.name === name);
    if (!type) throw new Error(`${this.account.name} has no asset type ${name}`);
    return type;
  }

  private installType(name: TypeName): void {
    const { data } = TYPE_DEFINITIONS[name];
    this.at("types");
    const type = addAssetType(this.account, data.attributes, data.relationships, this.stamps().createdAt);
    this.lastIds.set(RUNS.types, this.account.lastId);
    type.locked = name === "Microsoft Licenses";
  }

  /** The definitions tag "FlexibleAssetType: 1" and ": 2", which mean types of the account they came from. */
  private aimAssetTags(): void {
    const aims = [
      ["FlexibleAssetType: 1", "Cloud Apps"],
      ["FlexibleAssetType: 2", "Microsoft Licenses"],
    ] as const;
    for (const field of this.account.assetTypes.flatMap(({ fields }) => fields)) {
      const aim = aims.find(([tagType]) => tagType === field.tagType)?.[1];
      if (aim !== undefined) field.tagType = `FlexibleAssetType: ${this.type(aim).id}`;
    }
  }

  private at(run: keyof typeof RUNS): void {
    const number = RUNS[run];
    this.account.lastId = this.lastIds.get(number) ?? `${this.plan.idPrefix}${number}0000000000`;
  }

  private id(run: keyof typeof RUNS): string {
    this.at(run);
    const id = nextId(this.account);
    this.lastIds.set(RUNS[run], id);
    return id;
  }

  private stamps(): { createdAt: string; updatedAt: string } {
    this.minutes += 1;
    const at = timestamp(new Date(EPOCH + this.minutes * 60_000));
    return { createdAt: at, updatedAt: at };
  }
}

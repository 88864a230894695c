/** A small IT Glue account of its own in a running emulator, so that tests can break it without others noticing. */
import type { Emulator } from "@/e2e/it-glue-emulator/start-emulator";
import {
  type Account,
  type Asset,
  type AssetField,
  type AssetType,
  nextId,
  type Organization,
  timestamp,
} from "@/e2e/it-glue-emulator/state";
import type { CountRule } from "@/lib/domain/counting/count-rule";

const MADE_AT = timestamp(new Date("2026-01-05T09:00:00.000Z"));
const STAMPS = { createdAt: MADE_AT, updatedAt: MADE_AT };

let made = 0;

export type SmallAccount = {
  account: Account;
  key: string;
  organization: (name: string) => Organization;
  type: (name: string) => AssetType;
  field: (typeName: string, name: string) => AssetField;
  assetsOf: (organizationName: string) => Asset[];
  /** Remembers everything as it is; the answer brings it back, as often as one likes. */
  keep: () => () => void;
  /** Adds an asset of one type to an organization. */
  add: (organizationName: string, typeName: string, seats: number) => Asset;
  setSeats: (asset: Asset, seats: number) => void;
  /** Sum of Seats of the type. */
  rule: (typeName: string) => CountRule;
};

/** An account on the US server with the MSP's own organization, these clients, and types of the fields License and Seats. */
export function addSmallAccount(
  emulator: Emulator,
  { clients, types }: { clients: readonly string[]; types: readonly string[] },
): SmallAccount {
  made += 1;
  const run = String(1000 + made);
  const key = `ITG.small.account-${run}`;
  const account: Account = {
    id: `small-${run}`,
    server: "us",
    name: `Small MSP ${run}`,
    subdomain: `small-${run}`,
    lastId: `88${run}0000000000`,
    apiKeys: [{ key, revoked: false }],
    users: [],
    organizationTypes: [],
    organizationStatuses: [],
    organizations: [],
    assetTypes: [],
    assets: [],
    tagTargets: [],
  };
  const kind = (name: string) => ({ id: nextId(account), name, synced: false, ...STAMPS });
  account.organizationTypes = ["Owner", "Customer"].map(kind);
  account.organizationStatuses = ["Active"].map(kind);
  account.organizations = [account.name, ...clients].map((name, index) =>
    newOrganization(account, name, index === 0),
  );
  account.assetTypes = types.map((name) => newType(account, name));
  emulator.state.accounts.push(account);

  const named = <Row extends { name: string }>(rows: readonly Row[], name: string): Row => {
    const found = rows.find((row) => row.name === name);
    if (!found) throw new Error(`The small account has no ${name}`);
    return found;
  };
  const type = (name: string) => named(account.assetTypes, name);
  const field = (typeName: string, name: string) => named(type(typeName).fields, name);
  return {
    account,
    key,
    organization: (name) => named(account.organizations, name),
    type,
    field,
    assetsOf(organizationName) {
      const { id } = named(account.organizations, organizationName);
      return account.assets.filter(({ organizationId }) => organizationId === id);
    },
    keep() {
      const kept = structuredClone(account);
      return () => void Object.assign(account, structuredClone(kept));
    },
    add(organizationName, typeName, seats) {
      const asset: Asset = {
        id: nextId(account),
        organizationId: named(account.organizations, organizationName).id,
        typeId: type(typeName).id,
        values: {
          [type(typeName).fields[0]!.id]: `License ${account.assets.length + 1}`,
          [type(typeName).fields[1]!.id]: seats,
        },
        archived: false,
        restricted: false,
        ...STAMPS,
      };
      account.assets.push(asset);
      return asset;
    },
    setSeats(asset, seats) {
      const seatsField = type(account.assetTypes.find(({ id }) => id === asset.typeId)!.name).fields[1]!;
      asset.values[seatsField.id] = seats;
      asset.updatedAt = timestamp(new Date());
    },
    rule: (typeName) => ({
      assetTypeId: type(typeName).id,
      billBy: { by: "field", fieldId: field(typeName, "Seats").id },
      conditions: [],
      includeArchived: false,
    }),
  };
}

function newOrganization(account: Account, name: string, primary: boolean): Organization {
  return {
    id: nextId(account),
    name,
    shortName: null,
    alert: null,
    description: null,
    quickNotes: null,
    typeId: account.organizationTypes[primary ? 0 : 1]!.id,
    statusId: account.organizationStatuses[0]!.id,
    parentId: null,
    primary,
    myGlueAccountId: null,
    psa: null,
    ...STAMPS,
  };
}

function newType(account: Account, name: string): AssetType {
  const field = (fieldName: string, kind: "Text" | "Number", order: number): AssetField => ({
    id: nextId(account),
    name: fieldName,
    nameKey: fieldName.toLowerCase(),
    kind,
    order,
    hint: null,
    decimals: 0,
    tagType: null,
    required: false,
    useForTitle: kind === "Text",
    expiration: false,
    showInList: true,
    defaultValue: null,
    ...STAMPS,
  });
  return {
    id: nextId(account),
    name,
    description: null,
    icon: "star",
    enabled: true,
    showInMenu: true,
    locked: false,
    fields: [field("License", "Text", 1), field("Seats", "Number", 2)],
    ...STAMPS,
  };
}

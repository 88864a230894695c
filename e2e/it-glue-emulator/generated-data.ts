/**
 * One large IT Glue account, the same for the same plan: organizations, and Microsoft 365 like assets with what real
 * ones hold: archived assets, blanks, decimals, numbers kept as text, tags, ids of 7 to 16 digits (some over 2^53).
 */
import { addAssetType } from "./asset-types";
import { GENERATED_FIELDS, generatedTypeName, LICENSES } from "./generated-fields";
import { type Account, type Asset, type AssetType, timestamp } from "./state";

export type GeneratedPlan = {
  organizations: number;
  /** Of all types together. */
  assets: number;
  types: number;
  seed: number;
};

export const GENERATED_ACCOUNT_ID = "generated";
const EPOCH = Date.parse("2024-01-08T09:00:00.000Z");
const MINUTE = 60_000;
/** Updates lie within these two years; nothing is newer than 2026-01-07. */
const SPAN_MINUTES = 2 * 365 * 24 * 60;
/** A script once wrote every 50th asset within the same second. */
const SCRIPT_RAN_AT = timestamp(new Date("2025-03-02T02:00:00.000Z"));
const WORDS_A = [
  "Alder",
  "Beacon",
  "Cascade",
  "Dunmore",
  "Elm",
  "Fairview",
  "Glenwood",
  "Harbor",
  "Iron",
  "Juniper",
];
const WORDS_B = [
  "Dental",
  "Law",
  "Logistics",
  "Bakery",
  "Clinic",
  "Hotels",
  "Marine",
  "School",
  "Supply",
  "Winery",
];
const SUFFIXES = ["Inc.", "LLC", "Group", "GmbH", "& Sons, Inc.", "Ltd"];

/** API key of the generated account, on the US server. */
export function generatedKey(seed: number): string {
  return `ITG.generated.seed-${seed}-api-key-us`;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Of three records one is old, with few digits; the others have 16, one of them over 2^53. */
function idOf(index: number, few: number, run: string): string {
  if (index % 3 === 0) return String(few + index);
  return `${index % 3 === 1 ? "7" : "9"}541${run}${String(index).padStart(11, "0")}`;
}

function emptyAccount(seed: number): Account {
  const stamps = { createdAt: timestamp(new Date(EPOCH)), updatedAt: timestamp(new Date(EPOCH)) };
  const kind = (run: string) => (name: string, index: number) => ({
    id: `7541${run}00000000${index + 1}`,
    name,
    synced: false,
    ...stamps,
  });
  return {
    id: GENERATED_ACCOUNT_ID,
    server: "us",
    name: "Generated MSP",
    subdomain: "generated",
    lastId: "7541200000000000",
    apiKeys: [{ key: generatedKey(seed), revoked: false }],
    users: [{ id: "generated-user-1", name: "Gena Rated", email: "gena@generated.example" }],
    organizationTypes: ["Owner", "Customer", "Vendor", "Prospect"].map(kind("101")),
    organizationStatuses: ["Active", "Inactive"].map(kind("102")),
    organizations: [],
    assetTypes: [],
    assets: [],
    tagTargets: [],
  };
}

function organizationName(index: number): string {
  const [a, b] = [WORDS_A[index % 10], WORDS_B[Math.floor(index / 10) % 10]];
  return `${a} ${b} ${String(index).padStart(4, "0")} ${SUFFIXES[index % SUFFIXES.length]}`;
}

function addOrganizations(account: Account, count: number): void {
  const [owner, customer, vendor, prospect] = account.organizationTypes.map(({ id }) => id);
  const [active, inactive] = account.organizationStatuses.map(({ id }) => id);
  for (let index = 0; index < count; index += 1) {
    const at = timestamp(new Date(EPOCH + index * MINUTE));
    const id = idOf(index, 1_000_000, "3");
    account.organizations.push({
      id,
      name: index === 0 ? account.name : organizationName(index),
      shortName: `G${index}`,
      alert: null,
      description: null,
      quickNotes: null,
      typeId:
        (index === 0 ? owner : index % 20 === 7 ? vendor : index % 20 === 13 ? prospect : customer) ?? null,
      statusId: (index % 25 === 11 ? inactive : active) ?? null,
      parentId: index > 40 && index % 40 === 0 ? (account.organizations[index - 1]?.id ?? null) : null,
      primary: index === 0,
      myGlueAccountId: null,
      psa: index % 50 === 3 ? { id: String(5000 + index), type: "kaseya-bms" } : null,
      createdAt: at,
      updatedAt: at,
    });
    const contact = { tagType: "Contacts", organizationId: id, extra: {} };
    account.tagTargets.push({ id: idOf(index, 5_000_000, "4"), name: `Contact ${index}`, ...contact });
  }
}

function values(type: AssetType, index: number, contactId: string, random: () => number): Asset["values"] {
  const [license, seats, used, cost, term, renews, contacts, notes] = type.fields.map(
    ({ id }) => id,
  ) as string[];
  const bought = Math.ceil(random() ** 3 * 250);
  const trap = index % 200;
  const seatsRead = trap === 17 ? bought + 0.5 : trap === 59 ? String(bought) : trap === 101 ? 0 : bought;
  const day = new Date(EPOCH + Math.floor(random() * 730) * 24 * 60 * MINUTE);
  return {
    [license!]: LICENSES[Math.floor(random() ** 2 * LICENSES.length)],
    ...(trap !== 137 && trap !== 138 && { [seats!]: seatsRead }),
    ...(index % 9 !== 4 && { [used!]: Math.floor(bought * (0.5 + random() / 2)) }),
    ...(index % 4 === 1 && { [cost!]: Math.round(random() * 5700) / 100 }),
    [term!]: index % 3 === 0 ? "Annual" : "Monthly",
    [renews!]: timestamp(day).slice(0, 10),
    ...(index % 10 === 2 && { [contacts!]: [contactId] }),
    ...(index % 25 === 8 && {
      [notes!]: "<div>Bought through the <strong>distributor</strong> &amp; billed monthly</div>",
    }),
  };
}

function addGeneratedAssets(account: Account, count: number, random: () => number): void {
  const { organizations, assetTypes, tagTargets } = account;
  for (let index = 0; index < count; index += 1) {
    const type = assetTypes[index % assetTypes.length]!;
    // Some customers have many assets, many have few; the MSP itself has none.
    const owner = 1 + Math.floor(random() ** 2 * (organizations.length - 1));
    const createdMinutes = Math.floor(random() * SPAN_MINUTES);
    const createdAt = timestamp(new Date(EPOCH + createdMinutes * MINUTE));
    const laterMs = Math.floor(random() * (SPAN_MINUTES - createdMinutes) * 60) * 1000;
    const isUntouched = index % 5 === 1;
    const updatedAt = isUntouched
      ? createdAt
      : timestamp(new Date(EPOCH + createdMinutes * MINUTE + laterMs));
    account.assets.push({
      id: idOf(index, 20_000_000, "5"),
      organizationId: organizations[owner]!.id,
      typeId: type.id,
      values: values(type, index, tagTargets[owner]!.id, random),
      archived: index % 40 === 23,
      restricted: index % 100 === 31,
      createdAt: index % 50 === 9 ? SCRIPT_RAN_AT : createdAt,
      updatedAt: index % 50 === 9 ? SCRIPT_RAN_AT : updatedAt,
    });
  }
}

/** The account of a plan. Throws RangeError for plans that make no account. */
export function generatedAccount({ organizations, assets, types, seed }: GeneratedPlan): Account {
  const limits = {
    organizations: [2, 100_000],
    assets: [0, 1_000_000],
    types: [1, 100],
    seed: [0, 2 ** 31],
  } as const;
  for (const [name, value] of Object.entries({ organizations, assets, types, seed })) {
    const [least, most] = limits[name as keyof GeneratedPlan];
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw new RangeError(`${name} must be a whole number from ${least} to ${most}`);
  }
  const account = emptyAccount(seed);
  for (let index = 0; index < types; index += 1) {
    const attributes = { name: generatedTypeName(index), description: "Generated", icon: "windows" };
    addAssetType(account, attributes, GENERATED_FIELDS, timestamp(new Date(EPOCH)));
  }
  addOrganizations(account, organizations);
  addGeneratedAssets(account, assets, randomNumbers(seed));
  account.lastId = "7541900000000000";
  return account;
}

/** Tenants of a soak: what their customers do in IT Glue from day to day, and what each line must come to. */

import { eq } from "drizzle-orm";
import type { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { type lineTerms, priceSegment } from "@/db/schema/contract";
import type { Emulator } from "@/e2e/it-glue-emulator/start-emulator";
import type { Asset } from "@/e2e/it-glue-emulator/state";
import { reprojectLine } from "@/lib/commands/billing/reproject-line";
import type { PreviewInput } from "@/lib/domain/billing/preview-input";
import type { TenantServer } from "@/lib/domain/regions";
import { addCountedLine, type CountedTenant, connectTenant, linkBeside } from "./counted-tenant";
import { addSmallAccount, type SmallAccount } from "./it-glue-account";
import { LineModel, type Seen } from "./line-model";
import { wait } from "./processes";

/** Numbers from 0 up to 1. */
export type Random = () => number;
export const pick = <Row>(random: Random, rows: readonly Row[]): Row =>
  rows[Math.floor(random() * rows.length)]!;
const upTo = (random: Random, most: number) => Math.floor(random() * (most + 1));

export const TYPES = ["Licenses", "Backups", "Firewalls"];
export const SOAK_STARTS_ON = "2026-09-01";

export const CONTRACTS = [
  { billingCycle: "monthly", issueInvoiceOn: "start", alignment: "contract-start" },
  { billingCycle: "monthly", issueInvoiceOn: "end", alignment: "calendar" },
  { billingCycle: "quarterly", issueInvoiceOn: "start", alignment: "calendar" },
  { billingCycle: "weekly", issueInvoiceOn: "start", alignment: "contract-start" },
] as const;

/** How a line bills what it counts; one more than there are contracts and types, so that each meets each. */
export const TERMS = [
  { prorateIncreases: "daily", prorateDecreases: "daily" },
  { prorateIncreases: "next-period", prorateDecreases: "daily", minimumUnits: "15" },
  { prorateIncreases: "daily", prorateDecreases: "next-period", includedUnits: "3", maximumUnits: "12" },
  { prorateIncreases: "none", prorateDecreases: "none" },
  { prorateIncreases: "daily", prorateDecreases: "none", includedUnits: "2" },
] as const satisfies readonly Partial<typeof lineTerms.$inferInsert>[];

export const NO_LIMITS = { minimumUnits: null, includedUnits: null, maximumUnits: null };

export type SoakPrice = { effectiveOn: string; unitPrice: string; recorded: number };

export type SoakLine = {
  lineId: string;
  contract: (typeof CONTRACTS)[number];
  terms: (typeof TERMS)[number];
  prices: SoakPrice[];
  /** What runs have posted, worked out from the model alone. */
  posted: SoakCharge[];
  typeName: string;
  /** Names of the organizations whose assets count. */
  organizations: string[];
  model: LineModel;
  /** The last date on which it was counted. */
  countedOn?: string;
};

export type SoakCharge = PreviewInput["posted"][number];

export type SoakTenant = CountedTenant & { lines: SoakLine[] };

/** One line an account; every third account has two organizations. `position`: of the tenant among those of a soak. */
export async function soakTenant(
  emulator: Emulator,
  random: Random,
  { accounts, server, position }: { accounts: number; server: TenantServer; position: number },
): Promise<SoakTenant> {
  const clients = Array.from({ length: accounts }, (_, index) => `Client ${index + 1}`);
  const beside = clients.filter((_, index) => index % 3 === 0).map((name) => `${name} East`);
  const itGlue = addSmallAccount(emulator, { clients: [...clients, ...beside], types: TYPES });
  const of = await connectTenant(emulator, itGlue, {
    // A dozen pages a night, and two at the least: trouble comes between them.
    pageSize: Math.max(2, Math.ceil(accounts / 2)),
    // None of its troubles is a slow answer, and how busy this machine is decides nothing.
    answerWithinMs: 60_000,
    values: { server, clockAt: `${SOAK_STARTS_ON}T20:00:00Z`, isSimulation: true },
  });
  for (const name of beside) await linkBeside(of, name, name.replace(" East", ""));
  const lines: SoakLine[] = [];
  for (const [index, name] of clients.entries()) {
    const typeName = TYPES[index % TYPES.length]!;
    const contract = CONTRACTS[index % CONTRACTS.length]!;
    const terms = TERMS[(position * accounts + index) % TERMS.length]!;
    const organizations = [name, ...beside.filter((other) => other === `${name} East`)];
    for (const organization of organizations)
      for (let assets = 0; assets < 2; assets += 1) itGlue.add(organization, typeName, 1 + upTo(random, 9));
    const { lineId } = await addCountedLine(of, {
      accountName: name,
      typeName,
      units: "10",
      startOn: SOAK_STARTS_ON,
      contract,
      terms,
      emails: index % 2 === 0 ? ["ada@example.com"] : [],
    });
    const model = new LineModel(SOAK_STARTS_ON, 10, { ...NO_LIMITS, ...terms });
    const prices = [{ effectiveOn: SOAK_STARTS_ON, unitPrice: "10.00", recorded: 1 }];
    lines.push({ lineId, contract, terms, prices, posted: [], typeName, organizations, model });
  }
  return { ...of, lines };
}

/** What of IT Glue a line counts, straight from the emulator's state. */
export function seenBy({ itGlue }: SoakTenant, { typeName, organizations }: SoakLine): Seen {
  const there = itGlue.account.organizations.filter(({ name }) => organizations.includes(name));
  const ids = there.map(({ id }) => id);
  const type = itGlue.type(typeName);
  const seats = type.fields.at(-1)!.id;
  const own = itGlue.account.assets.filter(
    ({ typeId, organizationId, archived }) => typeId === type.id && ids.includes(organizationId) && !archived,
  );
  return {
    organizations: ids,
    seats: new Map(own.map(({ id, values }) => [id, numberOf(values[seats])])),
  };
}

const numberOf = (value: unknown) => (typeof value === "number" ? value : null);

/** What a day brings at a client: mostly nothing much. */
export async function changeSomething(of: SoakTenant, random: Random): Promise<void> {
  const { itGlue } = of;
  const { account } = itGlue;
  const asset = pick(random, account.assets);
  const dice = random();
  if (dice < 0.45) itGlue.setSeats(asset, Math.max(0, seatsOf(itGlue, asset) + upTo(random, 6) - 3));
  else if (dice < 0.5) itGlue.setSeats(asset, seatsOf(itGlue, asset) + 20);
  else if (dice < 0.62)
    itGlue.add(pick(random, account.organizations.slice(1)).name, pick(random, TYPES), 1 + upTo(random, 4));
  else if (dice < 0.72) asset.archived = !asset.archived;
  else if (dice < 0.78) account.assets.splice(account.assets.indexOf(asset), 1);
  else if (dice < 0.84) asset.organizationId = pick(random, account.organizations.slice(1)).id;
  else if (dice < 0.88) itGlue.setSeats(asset, pick(random, ["many", ""]) as unknown as number);
  else if (dice < 0.93) renameSeats(itGlue, random);
  else if (dice < 0.96) pick(random, account.assetTypes).icon = `icon-${upTo(random, 9)}`;
  else await deleteOrganization(of, random);
}

function seatsOf(itGlue: SmallAccount, asset: Asset): number {
  const type = itGlue.account.assetTypes.find(({ id }) => id === asset.typeId)!;
  return numberOf(asset.values[type.fields.at(-1)!.id]) ?? 0;
}

function renameSeats({ account }: SmallAccount, random: Random): void {
  const field = pick(random, account.assetTypes).fields.at(-1)!;
  field.name = `Seats ${upTo(random, 99)}`;
  field.nameKey = field.name.toLowerCase().replace(" ", "-");
}

/** A price from some day around a night on, backdated or ahead; recorded a minute after whatever was before. */
export async function changePrice(of: SoakTenant, on: Temporal.PlainDate, random: Random): Promise<void> {
  const { tenant, ctx } = of;
  const line = pick(random, of.lines);
  const effectiveOn = on.add({ days: upTo(random, 15) - 5 }).toString();
  const unitPrice = (8 + upTo(random, 699) / 100).toFixed(2);
  wait(tenant.clock, 60);
  await withTenant(tenant.scope, async (db) => {
    const recordedAt = tenant.clock.now().toString();
    await db.insert(priceSegment).values({
      tenantId: tenant.id,
      lineId: line.lineId,
      effectiveOn,
      unitPrice,
      recordedAt,
      recordedBy: "Test",
    });
    await reprojectLine(db, ctx, line.lineId);
  });
  line.prices.push({ effectiveOn, unitPrice, recorded: line.model.nextRecord() });
}

/** A second organization of an account goes, and a person takes it off the account. */
async function deleteOrganization({ tenant, itGlue, lines }: SoakTenant, random: Random): Promise<void> {
  const { account } = itGlue;
  const gone = account.organizations.filter(({ name }) => name.endsWith(" East"));
  if (gone.length === 0) return;
  const { id, name } = pick(random, gone);
  account.organizations = account.organizations.filter((one) => one.id !== id);
  account.assets = account.assets.filter(({ organizationId }) => organizationId !== id);
  await withTenant(tenant.scope, (db) =>
    db.delete(accountOrganization).where(eq(accountOrganization.organizationId, id)),
  );
  for (const line of lines) line.organizations = line.organizations.filter((other) => other !== name);
}

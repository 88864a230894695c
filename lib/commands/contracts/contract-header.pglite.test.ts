import { desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { contract } from "@/db/schema/contract";
import type { CreateContractInput } from "@/lib/inputs/contracts";
import { contractPage } from "@/lib/queries/contract-page";
import { contextFor, makeAccount, makeContract, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { cloneContract } from "./clone-contract";
import { createContract } from "./create-contract";
import { editContract } from "./edit-contract";

beforeAll(async () => void (await startTestDatabase()));

const FACTS = {
  name: "Managed IT",
  referenceNumber: "",
  billingCycle: "monthly",
  alignment: "contract-start",
  anchorDay: null,
  issueInvoiceOn: "start",
  startOn: "2026-06-01",
  endOn: "2027-05-31",
  billedElsewhereThroughOn: null,
  currency: "USD",
} satisfies Partial<CreateContractInput>;

const HEADER = {
  sla: "Gold, 4 hours",
  isDefaultContract: true,
  isNotificationEnabled: true,
  notificationEmails: "ada@example.com, grace@example.com",
  isAutoRenewed: true,
};

const read = async (of: TestTenant, id: string) =>
  (await withTenant(of.scope, (db) => db.select().from(contract).where(eq(contract.id, id))))[0]!;

/** The newest change of a contract as its history has it, without what everything new has. */
async function newest(of: TestTenant, id: string) {
  const page = await contractPage(of.scope, id, "2026-06-01", { historyOf: "contract" });
  const header = new Set([...Object.keys(HEADER)]);
  return Object.fromEntries(
    page!.history[0]!.changes.filter(({ field }) => header.has(field)).map(({ field, from, to }) => [
      field,
      [from, to],
    ]),
  );
}

describe("the header of a contract", () => {
  it("is saved with a new one, and its history says what was set", async () => {
    const of = await makeTenant();
    const accountId = (await makeAccount(of)).id;
    const { contractId } = await createContract(contextFor(of), { ...FACTS, ...HEADER, accountId });
    expect(await read(of, contractId)).toMatchObject({
      ...HEADER,
      notificationEmails: ["ada@example.com", "grace@example.com"],
    });
    expect(await newest(of, contractId)).toEqual({
      sla: [null, "Gold, 4 hours"],
      isDefaultContract: ["No", "Yes"],
      isNotificationEnabled: ["No", "Yes"],
      notificationEmails: [null, "ada@example.com, grace@example.com"],
      isAutoRenewed: ["No", "Yes"],
    });
  });

  it("is empty where nothing is said of it, and then nothing of it is told", async () => {
    const of = await makeTenant();
    const accountId = (await makeAccount(of)).id;
    const { contractId } = await createContract(contextFor(of), { ...FACTS, accountId });
    expect(await read(of, contractId)).toMatchObject({
      sla: "",
      notificationEmails: [],
      isAutoRenewed: false,
    });
    expect(await newest(of, contractId)).toEqual({});
  });

  it("makes no second contract of a form that is sent twice", async () => {
    const of = await makeTenant();
    const typed = {
      ...FACTS,
      ...HEADER,
      accountId: (await makeAccount(of)).id,
      idForNew: crypto.randomUUID(),
    };
    const first = await createContract(contextFor(of), typed);
    expect(await createContract(contextFor(of), typed)).toEqual(first);
  });

  it("is edited field by field; what is left out stays", async () => {
    const of = await makeTenant();
    const { id } = await makeContract(of, { ...FACTS, sla: "Gold", notificationEmails: ["ada@example.com"] });
    await editContract(contextFor(of), {
      ...FACTS,
      contractId: id,
      version: 1,
      isNotificationEnabled: true,
      notificationEmails: "lin@example.com",
    });
    expect(await read(of, id)).toMatchObject({
      sla: "Gold",
      isNotificationEnabled: true,
      notificationEmails: ["lin@example.com"],
    });
    expect(await newest(of, id)).toEqual({
      isNotificationEnabled: ["No", "Yes"],
      notificationEmails: ["ada@example.com", "lin@example.com"],
    });
  });

  it("goes with a copy, but for the default contract and for renewal, as a copy has an open end", async () => {
    const of = await makeTenant();
    const accountId = (await makeAccount(of)).id;
    const { contractId } = await createContract(contextFor(of), { ...FACTS, ...HEADER, accountId });
    const copy = await cloneContract(contextFor(of), {
      contractId,
      accountId,
      name: "Copy",
      startOn: "2026-06-01",
      idForNew: crypto.randomUUID(),
    });
    expect(await read(of, copy.contractId)).toMatchObject({
      sla: "Gold, 4 hours",
      isNotificationEnabled: true,
      notificationEmails: ["ada@example.com", "grace@example.com"],
      isDefaultContract: false,
      isAutoRenewed: false,
      termStartOn: null,
    });
  });
});

describe("the default contract of an account", () => {
  const defaults = async (of: TestTenant) =>
    (
      await withTenant(of.scope, (db) =>
        db.select().from(contract).where(eq(contract.isDefaultContract, true)).orderBy(desc(contract.name)),
      )
    ).map(({ name }) => name);

  it("is one: another one that becomes it takes it over, and both histories say so", async () => {
    const of = await makeTenant();
    const accountId = (await makeAccount(of)).id;
    const elsewhere = await makeContract(of, { name: "Elsewhere", isDefaultContract: true });
    const old = await makeContract(of, { accountId, name: "Old", isDefaultContract: true });
    const typed = { ...FACTS, name: "New", accountId, isDefaultContract: true };
    const { contractId } = await createContract(contextFor(of), typed);
    expect(await defaults(of)).toEqual(["New", "Elsewhere"]);
    expect(await newest(of, old.id)).toEqual({ isDefaultContract: ["Yes", "No"] });
    expect(await read(of, old.id)).toMatchObject({ version: 2 });
    const { accountId: _own, ...facts } = typed;
    await editContract(contextFor(of), { ...facts, name: "Old", contractId: old.id, version: 2 });
    expect(await defaults(of)).toEqual(["Old", "Elsewhere"]);
    expect(await newest(of, contractId)).toEqual({ isDefaultContract: ["Yes", "No"] });
    expect(await read(of, elsewhere.id)).toMatchObject({ version: 1 });
  });
});

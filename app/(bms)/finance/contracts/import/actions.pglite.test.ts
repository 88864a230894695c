import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Session } from "@/lib/auth/session";
import { importTenant } from "@/lib/commands/import/import-tenant.fixture";
import { csvOf } from "@/lib/inputs/import/import-rows.fixture";
import { importTemplate } from "@/lib/inputs/import/template";
import {
  contextFor,
  makeService,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { planImportAction, runImportAction } from "./actions";
import { GET } from "./template/route";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as TestTenant | null,
  user: null as TestUser | null,
}));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));

vi.mock("@/lib/actions/report-failure", () => ({ reportFailure: () => "REFERENCE" }));

let of: Awaited<ReturnType<typeof importTenant>>;
let client: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => {
  client = await startTestDatabase();
});
beforeEach(async () => {
  of = await importTenant();
  signIn(of.tenant);
});

function signIn(tenant: TestTenant, user: TestUser = tenant.admin) {
  signedIn.of = tenant;
  signedIn.user = user;
  signedIn.session = sessionFor(tenant, user);
}

const file = (text: string) => ({ text, fileName: "contracts.csv" });

describe("a file is checked and imported", () => {
  it("by who manages contracts, under the hash of its dry run", async () => {
    signIn(of.tenant, await makeUser(of.tenant, { role: "Finance Manager" }));
    const text = csvOf([{}, { account: "Beta Ltd" }], ";");
    const { data: plan } = await planImportAction(file(text));
    expect(plan).toMatchObject({
      delimiter: ";",
      counts: { accounts: 2, contracts: 2, lines: 2 },
      faults: [],
    });
    const { data: outcome } = await runImportAction({ ...file(text), planHash: plan!.hash });
    expect(outcome).toMatchObject({ outcome: "imported", lines: 2 });
    expect(await of.written()).toEqual({ contracts: 2, lines: 2 });
  });

  it("as the template's two rows, once their account, services and opening date exist", async () => {
    await makeService(of.tenant, { name: "Backup" });
    await makeService(of.tenant, { name: "Microsoft 365 Business Premium" });
    const { data: plan } = await planImportAction(file(importTemplate()));
    expect(plan!.faults).toEqual([]);
    expect(plan!.rows.map(({ line, bills, outcome }) => [line, bills, outcome])).toEqual([
      [
        "Microsoft 365 Business Premium",
        "Sum of Seats on Licensing assets whose License is Business Premium or E3",
        "new",
      ],
      ["Backup of servers", "3 units", "new"],
    ]);
  });

  it("not without a dry run, and not empty: the field says what to do", async () => {
    const empty = await planImportAction(file("  "));
    expect(empty.validationErrors?.fieldErrors.text).toEqual(["Choose a file, or paste its rows"]);
    const unchecked = await runImportAction({ ...file(csvOf([{}])), planHash: "" });
    expect(unchecked.validationErrors?.fieldErrors.planHash).toEqual(["Check the file first"]);
    expect(await of.written()).toEqual({ contracts: 0, lines: 0 });
  });

  it("not with facts that the browser adds: the file alone says what is written", async () => {
    const smuggled = { ...file(csvOf([{}])), tenantId: crypto.randomUUID() };
    expect((await planImportAction(smuggled)).validationErrors).toBeDefined();
  });

  it("all of it or nothing, also where the database itself refuses a row", async () => {
    const text = csvOf([{}, { account: "Beta Ltd", lineName: "Refused" }]);
    const { data: plan } = await planImportAction(file(text));
    await client.exec(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON contract_line FOR EACH ROW WHEN (NEW.name = 'Refused') EXECUTE FUNCTION refuse()`);
    const failed = await runImportAction({ ...file(text), planHash: plan!.hash });
    await client.exec("DROP TRIGGER refuse ON contract_line; DROP FUNCTION refuse()");
    expect(failed.data).toBeUndefined();
    expect(failed.serverError?.message).toContain("nothing was changed");
    expect(await of.written()).toEqual({ contracts: 0, lines: 0 });
    const { data: outcome } = await runImportAction({ ...file(text), planHash: plan!.hash });
    expect(outcome).toMatchObject({ contracts: [{ contractNumber: 1 }, { contractNumber: 2 }] });
  });

  it("not by a Technician, not signed out, and not with another company's records", async () => {
    const text = csvOf([{}]);
    const { data: plan } = await planImportAction(file(text));
    const run = { ...file(text), planHash: plan!.hash };
    signIn(of.tenant, await makeUser(of.tenant, { role: "Technician" }));
    expect((await planImportAction(file(text))).serverError?.code).toBe("not-allowed");
    expect((await runImportAction(run)).serverError?.code).toBe("not-allowed");
    signIn(await makeTenant());
    const other = await planImportAction(file(text));
    expect(other.data?.faults.map(({ message }) => message)).toEqual([
      "There is no account “Acme Corp”",
      "There is no service “Seats”. Services are added in Admin > Finance > Services",
    ]);
    expect((await runImportAction(run)).data?.outcome).toBe("changed");
    signedIn.session = null;
    expect((await runImportAction(run)).serverError?.code).toBe("signed-out");
    expect(await of.written()).toEqual({ contracts: 0, lines: 0 });
  });
});

describe("the template", () => {
  it("is a CSV file for who is signed in", async () => {
    const answer = await GET();
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toContain("contracts-template.csv");
    expect((await answer.text()).startsWith("Account,Account code,Contract name,")).toBe(true);
    signedIn.session = null;
    expect((await GET()).status).toBe(401);
  });
});

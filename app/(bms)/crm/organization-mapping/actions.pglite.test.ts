import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { accountOrganization } from "@/db/schema/account";
import { auditEvent } from "@/db/schema/audit";
import { contractLine } from "@/db/schema/contract";
import { organizationSyncLog } from "@/db/schema/organization-sync";
import type { Session } from "@/lib/auth/session";
import { contextFor, makeAccount, makeUser, sessionFor, type TestUser } from "@/lib/testing/factories";
import {
  type MappedTenant,
  makeCountingLine,
  makeLinkedAccount,
  makeOrganization,
  mappedTenant,
} from "@/lib/testing/mapped-tenant";
import { startTestDatabase } from "@/lib/testing/test-database";
import {
  acceptSuggestionsAction,
  linkOrganizationAction,
  makeLeadingAction,
  searchAccountsAction,
  searchOrganizationsAction,
  unlinkOrganizationAction,
  unlinkPreviewAction,
} from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  of: null as MappedTenant | null,
  user: null as TestUser | null,
}));
vi.mock("next/cache", () => ({ refresh: () => undefined }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.of!, { user: signedIn.user! }),
}));

let tenant: MappedTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await mappedTenant();
  signIn(tenant.admin);
});

function signIn(user: TestUser, of: MappedTenant = tenant) {
  signedIn.of = of;
  signedIn.user = user;
  signedIn.session = sessionFor(of, user);
}

/** An account with two organizations, a line that counts them, and one organization left over. */
async function harbor(of: MappedTenant = tenant) {
  const [group, downtown, free] = [
    await makeOrganization(of, "Harbor Dental Group"),
    await makeOrganization(of, "Harbor Dental Downtown"),
    await makeOrganization(of, "Elm City Bakery, LLC"),
  ];
  const account = await makeLinkedAccount(of, "Harbor Dental", [group, downtown]);
  const bakery = await makeAccount(of, { name: "Elm City Bakery" });
  const line = await makeCountingLine(of, account.id, { name: "Seats", startOn: "2024-01-01" });
  return { group, downtown, free, account, bakery, line };
}
type Harbor = Awaited<ReturnType<typeof harbor>>;

/** What may be asked of each action, in the order of their names. */
const asked = ({ account, bakery, group, downtown, free }: Harbor) => [
  () => acceptSuggestionsAction({ suggestions: [{ organizationId: free.id, accountId: bakery.id }] }),
  () => linkOrganizationAction({ accountId: bakery.id, version: 1, organizationId: free.id }),
  () => makeLeadingAction({ accountId: account.id, version: 1, organizationId: downtown.id }),
  () => searchAccountsAction({ query: "", organizationId: free.id }),
  () => searchOrganizationsAction({ query: "", accountId: bakery.id }),
  () => unlinkOrganizationAction({ accountId: account.id, version: 1, organizationId: group.id }),
  () => unlinkPreviewAction({ accountId: account.id, organizationId: group.id }),
];
const inTurn = async <Answer>(calls: (() => Promise<Answer>)[]) => {
  const answers: Answer[] = [];
  for (const call of calls) answers.push(await call());
  return answers;
};
const stored = (of: MappedTenant) =>
  withTenant(of.scope, async (db) => ({
    links: await db.select().from(accountOrganization).orderBy(accountOrganization.organizationId),
    lines: await db.select().from(contractLine),
    log: await db.select().from(organizationSyncLog),
    audit: await db.select().from(auditEvent),
  }));

describe("for whom", () => {
  it.each(["Technician", "Auditor"] as const)("nothing of it is for the role %s", async (role) => {
    const calls = asked(await harbor());
    const before = await stored(tenant);
    signIn(await makeUser(tenant, { role }));
    const answers = await inTurn<{ serverError?: { code: string } }>(calls);
    expect(answers.map(({ serverError }) => serverError?.code)).toEqual(Array(7).fill("not-allowed"));
    expect(await stored(tenant)).toEqual(before);
  });

  it("nothing of it is for a visitor who is not signed in", async () => {
    const calls = asked(await harbor());
    signedIn.session = null;
    const answers = await inTurn<{ serverError?: { code: string } }>(calls);
    expect(answers.map(({ serverError }) => serverError?.code)).toEqual(Array(7).fill("signed-out"));
  });

  it("a Finance Manager may do all of it", async () => {
    const calls = asked(await harbor());
    signIn(await makeUser(tenant, { role: "Finance Manager" }));
    const [accepted, link, lead, accounts, organizations] = await inTurn<{
      data?: unknown;
      serverError?: { code: string; message: string };
    }>(calls.slice(0, 5));
    expect(accepted?.data).toEqual({
      linked: [{ organizationName: "Elm City Bakery, LLC", accountName: "Elm City Bakery" }],
      refused: [],
    });
    // The account was raised by the acceptance: whoever still sees its first version is told.
    expect(link?.serverError?.code).toBe("changed-meanwhile");
    expect(lead?.data).toEqual({ version: 2, organizationName: "Harbor Dental Downtown" });
    expect(accounts?.data).toMatchObject({ likely: [{ name: "Elm City Bakery" }] });
    expect(organizations?.data).toEqual({ likely: [], others: [], isMore: false });
  });
});

describe("another company's ids", () => {
  it("are not found, tell nothing of that company, and change nothing of it", async () => {
    const other = await mappedTenant();
    const theirs = await harbor(other);
    const before = await stored(other);
    const answers = await inTurn<{ data?: unknown; serverError?: { code: string } }>(asked(theirs));
    const [accept, link, lead, accounts, organizations, unlink, preview] = answers;
    expect([link, lead, unlink, preview].map((answer) => answer?.serverError?.code)).toEqual(
      Array(4).fill("not-found"),
    );
    expect(accept?.data).toMatchObject({
      linked: [],
      refused: [{ organizationName: `Organization ${theirs.free.id}` }],
    });
    expect([accounts?.data, organizations?.data]).toEqual(
      Array(2).fill({ likely: [], others: [], isMore: false }),
    );
    expect(JSON.stringify(answers)).not.toMatch(/Harbor|Elm/);
    expect(await stored(other)).toEqual(before);
  });

  it("and ids that are none, or fields nobody asked for, are refused as input", async () => {
    const { account, group } = await harbor();
    const of = { accountId: account.id, version: 1, organizationId: group.id };
    const faults = await inTurn<{ validationErrors?: unknown }>([
      () => linkOrganizationAction({ ...of, accountId: "1 OR 1=1" }),
      () => unlinkOrganizationAction({ ...of, organizationId: "42; DROP TABLE account" }),
      () => makeLeadingAction({ ...of, tenantId: tenant.id } as never),
      () => acceptSuggestionsAction({ suggestions: [] }),
      () => searchAccountsAction({ query: "x".repeat(201), organizationId: group.id }),
      () =>
        unlinkOrganizationAction({
          ...of,
          units: { choice: "end", lastBilledOn: "June 20", lines: [] },
        }),
    ]);
    expect(faults.every(({ validationErrors }) => validationErrors !== undefined)).toBe(true);
    expect((await stored(tenant)).links).toHaveLength(2);
  });
});

describe("unlinking", () => {
  it("shows what it means, and ends what was shown, at the day that was chosen", async () => {
    const { account, group, downtown, line } = await harbor();
    await unlinkOrganizationAction({ accountId: account.id, version: 1, organizationId: downtown.id });
    const { data: preview } = await unlinkPreviewAction({
      accountId: account.id,
      organizationId: group.id,
    });
    expect(preview).toMatchObject({
      remaining: [],
      account: { version: 2 },
      lines: [{ id: line.id, name: "Seats", billedUnits: "10", version: 1 }],
      todayOn: "2026-06-01",
    });
    const { data } = await unlinkOrganizationAction({
      accountId: account.id,
      version: 2,
      organizationId: group.id,
      units: { choice: "end", lastBilledOn: "2026-06-15", lines: [{ lineId: line.id, version: 1 }] },
    });
    expect(data).toEqual({ version: 3, organizationName: "Harbor Dental Group", endedLines: 1 });
    const { links, lines } = await stored(tenant);
    expect([links, lines[0]?.endOn]).toEqual([[], "2026-06-15"]);
  });

  it("marks a day that cannot be at its field", async () => {
    const { account, group, downtown, line } = await harbor();
    await unlinkOrganizationAction({ accountId: account.id, version: 1, organizationId: downtown.id });
    signIn(await makeUser(tenant, { role: "Finance Manager" }));
    const end = (lastBilledOn: string, version: number) =>
      unlinkOrganizationAction({
        accountId: account.id,
        version: 2,
        organizationId: group.id,
        units: { choice: "end", lastBilledOn, lines: [{ lineId: line.id, version }] },
      });
    expect((await end("", 1)).validationErrors?.fieldErrors["units.lastBilledOn"]).toEqual([
      "Enter the last billed day",
    ]);
    expect((await end("2025-01-01", 1)).serverError?.fields).toEqual([
      { path: "units.lastBilledOn", message: expect.stringContaining("Seats: ") },
    ]);
    expect((await end("2026-06-15", 7)).serverError?.code).toBe("changed-meanwhile");
    expect((await stored(tenant)).links).toHaveLength(1);
  });
});

import { asc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { account, accountOrganization } from "@/db/schema/account";
import { auditEvent } from "@/db/schema/audit";
import { contractLine } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import { itGlueSettings } from "@/db/schema/it-glue";
import { organizationSyncLog } from "@/db/schema/organization-sync";
import { refusalOf } from "@/lib/testing/connected-tenant";
import { contextFor, makeAccount, makeContract } from "@/lib/testing/factories";
import {
  type MappedTenant,
  makeCountingLine,
  makeLinkedAccount,
  makeOrganization,
  mappedTenant,
} from "@/lib/testing/mapped-tenant";
import { startTestDatabase } from "@/lib/testing/test-database";
import type { CommandContext } from "../context";
import { acceptSuggestions } from "./accept-suggestions";
import { linkOrganization } from "./link-organization";
import { makeLeading } from "./make-leading";
import { unlinkOrganization } from "./unlink-organization";

let tenant: MappedTenant;
let ctx: CommandContext;

beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await mappedTenant();
  ctx = contextFor(tenant);
});

const links = (of: MappedTenant = tenant) =>
  withTenant(of.scope, async (db) =>
    (await db.select().from(accountOrganization).orderBy(asc(accountOrganization.organizationId))).map(
      ({ organizationId, accountId, isLeading, snapshot }) => ({
        organizationId,
        accountId,
        isLeading,
        snapshot,
      }),
    ),
  );
const log = (of: MappedTenant = tenant) =>
  withTenant(of.scope, (db) =>
    db.select().from(organizationSyncLog).orderBy(asc(organizationSyncLog.position)),
  );
const audited = (action: string) =>
  withTenant(tenant.scope, (db) => db.select().from(auditEvent).where(eq(auditEvent.action, action)));
const versionOf = (id: string) =>
  withTenant(
    tenant.scope,
    async (db) => (await db.select().from(account).where(eq(account.id, id)))[0]!.version,
  );
const lineOf = (id: string) =>
  withTenant(
    tenant.scope,
    async (db) => (await db.select().from(contractLine).where(eq(contractLine.id, id)))[0]!,
  );
const SNAPSHOT = {
  organization: { name: "A", accountCode: null, typeName: null, statusName: null, parentId: null },
  account: { name: "A", accountCode: null, typeName: null, statusName: null, parentAccountId: null },
  waiting: {},
};

describe("link", () => {
  it("gives an account several organizations; the first leads, none has a snapshot, and the log says who", async () => {
    const acme = await makeAccount(tenant, { name: "Acme", accountCode: "OWN" });
    const [east, west] = [
      await makeOrganization(tenant, "Acme East", { shortName: "AE" }),
      await makeOrganization(tenant, "Acme West"),
    ];
    await linkOrganization(ctx, { accountId: acme.id, version: 1, organizationId: east.id });
    const linked = await linkOrganization(ctx, { accountId: acme.id, version: 2, organizationId: west.id });
    expect(linked).toEqual({ version: 3, organizationName: "Acme West", accountName: "Acme" });
    expect(await links()).toEqual([
      { organizationId: east.id, accountId: acme.id, isLeading: true, snapshot: null },
      { organizationId: west.id, accountId: acme.id, isLeading: false, snapshot: null },
    ]);
    expect(await log()).toMatchObject([
      { event: "linked", reason: "by-hand", organizationName: "Acme East", accountName: "Acme" },
      { event: "linked", reason: "by-hand", organizationId: west.id, actorName: tenant.admin.name },
    ]);
    const [stored] = await withTenant(tenant.scope, (db) => db.select().from(account));
    expect(stored).toMatchObject({ name: "Acme", accountCode: "OWN" });
  });

  it("is refused, naming the account it is linked to, and writes nothing", async () => {
    const east = await makeOrganization(tenant, "Acme East");
    await makeLinkedAccount(tenant, "Acme", [east]);
    const other = await makeAccount(tenant, { name: "Beta" });
    const refusal = await refusalOf(
      linkOrganization(ctx, { accountId: other.id, version: 1, organizationId: east.id }),
    );
    expect(refusal).toMatchObject({
      code: "invalid",
      details: {
        message: "Acme East is already linked to the account Acme. Unlink it there first.",
      },
    });
    expect(await versionOf(other.id)).toBe(1);
    expect(await log()).toEqual([]);
  });
});

describe("leading", () => {
  it("passes to the one chosen, and both begin anew without a snapshot", async () => {
    const [east, west] = [await makeOrganization(tenant, "East"), await makeOrganization(tenant, "West")];
    const acme = await makeLinkedAccount(tenant, "Acme", [east, west], { snapshot: SNAPSHOT });
    await makeLeading(ctx, { accountId: acme.id, version: 1, organizationId: west.id });
    expect(await links()).toMatchObject([
      { organizationId: east.id, isLeading: false, snapshot: null },
      { organizationId: west.id, isLeading: true, snapshot: null },
    ]);
    expect((await audited("account.leading-organization-changed"))[0]?.changes).toMatchObject({
      leadingOrganization: { from: "East", to: "West" },
    });
    expect(await log()).toMatchObject([{ event: "linked", reason: "made-leading", detail: "Before: East" }]);
  });

  it("is refused for the one that leads, one that is gone, one of another account, and an older version", async () => {
    const [east, west, gone] = [
      await makeOrganization(tenant, "East"),
      await makeOrganization(tenant, "West"),
      await makeOrganization(tenant, "Gone", { missingSince: "2026-05-20T04:00:00Z" }),
    ];
    const acme = await makeLinkedAccount(tenant, "Acme", [east, gone]);
    await makeLinkedAccount(tenant, "Beta", [west]);
    const lead = (organizationId: string, version = 1) =>
      refusalOf(makeLeading(ctx, { accountId: acme.id, version, organizationId }));
    expect((await lead(east.id)).details.message).toContain("leading organization of Acme already");
    expect((await lead(gone.id)).details.message).toContain("no longer in IT Glue");
    expect((await lead(west.id)).code).toBe("not-found");
    expect((await lead(gone.id, 7)).code).toBe("changed-meanwhile");
    expect(await versionOf(acme.id)).toBe(1);
  });
});

describe("unlink", () => {
  it("keeps units and lines unless told otherwise; the organization linked next leads", async () => {
    const [east, gone, west] = [
      await makeOrganization(tenant, "East"),
      await makeOrganization(tenant, "Gone", { missingSince: "2026-05-20T04:00:00Z" }),
      await makeOrganization(tenant, "West"),
    ];
    const acme = await makeLinkedAccount(tenant, "Acme", [east, gone, west], { snapshot: SNAPSHOT });
    const line = await makeCountingLine(tenant, acme.id);
    const unlinked = await unlinkOrganization(ctx, {
      accountId: acme.id,
      version: 1,
      organizationId: east.id,
    });
    expect(unlinked).toEqual({ version: 2, organizationName: "East", endedLines: 0 });
    expect(await links()).toMatchObject([
      { organizationId: gone.id, isLeading: false },
      { organizationId: west.id, isLeading: true, snapshot: null },
    ]);
    expect((await lineOf(line.id)).endOn).toBeNull();
    const segments = await withTenant(tenant.scope, (db) => db.select().from(unitSegment));
    expect(segments.map(({ units }) => units)).toEqual(["10"]);
    expect(await log()).toMatchObject([{ event: "unlinked", reason: "units-kept", accountName: "Acme" }]);
  });

  it("ends the counting lines on the chosen day, by the rules of ending a line", async () => {
    const east = await makeOrganization(tenant, "East");
    const acme = await makeLinkedAccount(tenant, "Acme", [east]);
    const now = await makeCountingLine(tenant, acme.id);
    const later = await makeCountingLine(tenant, acme.id, { startOn: "2026-08-01", units: [] });
    const sooner = await makeCountingLine(tenant, acme.id, { endOn: "2026-06-05" });
    const short = await makeContract(tenant, { accountId: acme.id, endOn: "2026-06-10" });
    const bounded = await makeCountingLine(tenant, acme.id, { contractId: short.id });
    const typed = await makeCountingLine(tenant, acme.id, { terms: { billBy: "none" } });
    const over = await makeCountingLine(tenant, acme.id, { startOn: "2026-05-01", endOn: "2026-05-20" });
    const lines = [now, later, sooner, bounded].map(({ id }) => ({ lineId: id, version: 1 }));
    const { endedLines } = await unlinkOrganization(ctx, {
      accountId: acme.id,
      version: 1,
      organizationId: east.id,
      units: { choice: "end", lastBilledOn: "2026-06-20", lines },
    });
    expect(endedLines).toBe(2);
    const ends = await Promise.all(
      [now, later, sooner, bounded, typed, over].map(async ({ id }) => (await lineOf(id)).endOn),
    );
    // One that starts later bills nothing at all; ends that come sooner stand.
    expect(ends).toEqual(["2026-06-20", "2026-07-31", "2026-06-05", null, null, "2026-05-20"]);
    expect((await audited("contract-line.ended")).map(({ subjectId }) => subjectId).sort()).toEqual(
      [now.id, later.id].sort(),
    );
    expect(await log()).toMatchObject([{ event: "unlinked", reason: "lines-ended" }]);
  });

  it("changes nothing where a line may not end on that day, or where others count than were shown", async () => {
    const east = await makeOrganization(tenant, "East");
    const acme = await makeLinkedAccount(tenant, "Acme", [east]);
    const line = await makeCountingLine(tenant, acme.id, { name: "Seats", startOn: "2024-01-01" });
    const finance = contextFor(tenant, { role: "Finance Manager" });
    const end = (lastBilledOn: string, lines: { lineId: string; version: number }[]) =>
      refusalOf(
        unlinkOrganization(finance, {
          accountId: acme.id,
          version: 1,
          organizationId: east.id,
          units: { choice: "end", lastBilledOn, lines },
        }),
      );
    expect(await end("2025-01-31", [{ lineId: line.id, version: 1 }])).toMatchObject({
      code: "too-far-back",
      fields: [{ path: "units.lastBilledOn", message: expect.stringContaining("Seats: 2025-01-31 is more") }],
    });
    expect((await end("2026-06-20", [])).code).toBe("changed-meanwhile");
    const another = { lineId: crypto.randomUUID(), version: 1 };
    expect((await end("2026-06-20", [{ lineId: line.id, version: 1 }, another])).code).toBe(
      "changed-meanwhile",
    );
    expect((await end("2026-06-20", [{ lineId: line.id, version: 9 }])).code).toBe("changed-meanwhile");
    expect(await links()).toHaveLength(1);
    expect((await lineOf(line.id)).endOn).toBeNull();
    expect(await log()).toEqual([]);
  });

  it("ends no line while another organization of the account still counts", async () => {
    const [east, west] = [await makeOrganization(tenant, "East"), await makeOrganization(tenant, "West")];
    const acme = await makeLinkedAccount(tenant, "Acme", [east, west]);
    const line = await makeCountingLine(tenant, acme.id);
    const refusal = await refusalOf(
      unlinkOrganization(ctx, {
        accountId: acme.id,
        version: 1,
        organizationId: east.id,
        units: { choice: "end", lastBilledOn: "2026-06-20", lines: [{ lineId: line.id, version: 1 }] },
      }),
    );
    expect(refusal.details.message).toContain("Without East, another organization");
    expect(await links()).toHaveLength(2);
    expect((await lineOf(line.id)).endOn).toBeNull();
  });
});

describe("accepting suggestions", () => {
  it("links those that still stand, and names each that does not with why", async () => {
    const [acme, zeta] = [
      await makeAccount(tenant, { name: "Acme" }),
      await makeAccount(tenant, { name: "Zeta Foods" }),
    ];
    const [twinA, twinB] = [
      await makeAccount(tenant, { name: "Twin" }),
      await makeAccount(tenant, { name: "TWIN LLC" }),
    ];
    const organizations = {
      acmeEast: await makeOrganization(tenant, "Acme, Inc."),
      acmeToo: await makeOrganization(tenant, "ACME Corp"),
      zeta: await makeOrganization(tenant, "Zeta Food"),
      twin: await makeOrganization(tenant, "The Twin"),
      gone: await makeOrganization(tenant, "Acme Ltd", { missingSince: "2026-05-20T04:00:00Z" }),
      renamed: await makeOrganization(tenant, "Quite another name"),
      taken: await makeOrganization(tenant, "Beta"),
      betaToo: await makeOrganization(tenant, "Beta Ltd"),
      own: await makeOrganization(tenant, "Acme GmbH", { isPrimary: true }),
    };
    const beta = await makeLinkedAccount(tenant, "Beta", [organizations.taken]);
    const pair = (organization: { id: string }, to: { id: string }) => ({
      organizationId: organization.id,
      accountId: to.id,
    });
    const answer = await acceptSuggestions(ctx, {
      suggestions: [
        pair(organizations.acmeEast, acme),
        pair(organizations.acmeToo, acme),
        pair(organizations.zeta, zeta),
        pair(organizations.twin, twinB),
        pair(organizations.gone, acme),
        pair(organizations.renamed, acme),
        pair(organizations.taken, acme),
        pair(organizations.betaToo, beta),
        pair(organizations.own, acme),
        { organizationId: "999999", accountId: acme.id },
      ],
    });
    expect(twinA.id).not.toBe(twinB.id);
    expect(answer.linked.map((each) => `${each.organizationName} → ${each.accountName}`).sort()).toEqual([
      "ACME Corp → Acme",
      "Acme, Inc. → Acme",
      "Zeta Food → Zeta Foods",
    ]);
    expect(Object.fromEntries(answer.refused.map((each) => [each.organizationName, each.message]))).toEqual({
      "The Twin": expect.stringMatching(/Another account is as much like it|no longer suggested/),
      "Acme Ltd": "It is no longer in IT Glue.",
      "Quite another name": "It is no longer suggested for the account Acme.",
      Beta: "It is already linked to the account Beta.",
      "Beta Ltd": expect.stringContaining("The account Beta has an organization already."),
      [`Organization ${organizations.own.id}`]: expect.stringContaining("not among the organizations"),
      "Organization 999999": expect.stringContaining("not among the organizations"),
    });
    expect((await links()).filter(({ isLeading }) => isLeading)).toHaveLength(3);
    expect([await versionOf(acme.id), await versionOf(twinB.id)]).toEqual([2, 1]);
    expect((await log()).map(({ event, reason }) => `${event} ${reason}`)).toEqual(
      Array(3).fill("linked suggestion-accepted"),
    );
    expect(await audited("account.organization-linked")).toHaveLength(3);
  });

  it("a second time links nothing and says to whom each is linked", async () => {
    const acme = await makeAccount(tenant, { name: "Acme" });
    const organization = await makeOrganization(tenant, "Acme Inc");
    const input = { suggestions: [{ organizationId: organization.id, accountId: acme.id }] };
    await acceptSuggestions(ctx, input);
    expect(await acceptSuggestions(ctx, input)).toEqual({
      linked: [],
      refused: [
        {
          organizationId: organization.id,
          organizationName: "Acme Inc",
          message: "It is already linked to the account Acme.",
        },
      ],
    });
    expect(await versionOf(acme.id)).toBe(2);
  });
});

describe("walls", () => {
  it("another tenant's organizations and accounts are not found, and nothing of it changes", async () => {
    const other = await mappedTenant();
    const theirs = await makeOrganization(other, "Acme");
    const theirAccount = await makeLinkedAccount(other, "Acme", [theirs]);
    const free = await makeOrganization(other, "Free");
    const ours = await makeAccount(tenant, { name: "Free" });
    const own = await makeOrganization(tenant, "Own");
    const of = { accountId: theirAccount.id, version: 1, organizationId: theirs.id };
    const codes = await Promise.all(
      [
        linkOrganization(ctx, { accountId: ours.id, version: 1, organizationId: free.id }),
        linkOrganization(ctx, { accountId: theirAccount.id, version: 1, organizationId: own.id }),
        unlinkOrganization(ctx, of),
        makeLeading(ctx, of),
      ].map(async (work) => (await refusalOf(work)).code),
    );
    expect(codes).toEqual(Array(4).fill("not-found"));
    const { linked, refused } = await acceptSuggestions(ctx, {
      suggestions: [
        { organizationId: free.id, accountId: ours.id },
        { organizationId: own.id, accountId: theirAccount.id },
      ],
    });
    expect([linked.length, refused.length]).toEqual([0, 2]);
    expect(refused[1]?.message).toBe("The suggested account does not exist, or is not in your company.");
    expect(JSON.stringify(refused)).not.toContain("Free");
    expect(await links(other)).toHaveLength(1);
    expect([await log(), await log(other)]).toEqual([[], []]);
  });

  it.each(["Technician", "Auditor"] as const)("is not for a %s", async (role) => {
    const east = await makeOrganization(tenant, "East");
    const acme = await makeLinkedAccount(tenant, "Acme", [east]);
    const as = contextFor(tenant, { role });
    const of = { accountId: acme.id, version: 1, organizationId: east.id };
    const codes = await Promise.all(
      [
        linkOrganization(as, of),
        unlinkOrganization(as, of),
        makeLeading(as, of),
        acceptSuggestions(as, { suggestions: [{ organizationId: east.id, accountId: acme.id }] }),
      ].map(async (work) => (await refusalOf(work)).code),
    );
    expect(codes).toEqual(Array(4).fill("not-allowed"));
  });

  it("does nothing before an IT Glue account is pinned", async () => {
    await withTenant(tenant.scope, (db) => db.update(itGlueSettings).set({ connectionId: null }));
    const acme = await makeAccount(tenant, { name: "Acme" });
    const refusal = await refusalOf(
      acceptSuggestions(ctx, { suggestions: [{ organizationId: "1", accountId: acme.id }] }),
    );
    expect(refusal.code).toBe("it-glue-not-set-up");
  });
});

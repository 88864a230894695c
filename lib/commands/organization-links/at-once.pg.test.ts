import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, placeDatabase, withTenant } from "@/db/client";
import { openPostgres } from "@/db/drivers/postgres";
import { account, accountOrganization } from "@/db/schema/account";
import { contractLine } from "@/db/schema/contract";
import { organizationSyncLog } from "@/db/schema/organization-sync";
import { contextFor, makeAccount } from "@/lib/testing/factories";
import {
  makeCountingLine,
  makeLinkedAccount,
  makeOrganization,
  mappedTenant,
} from "@/lib/testing/mapped-tenant";
import { type PostgresServer, startPostgres } from "@/lib/testing/postgres-server";
import { endLine } from "../contract-lines/end-line";
import { CommandRefused } from "../refusal";
import { acceptSuggestions } from "./accept-suggestions";
import { linkOrganization } from "./link-organization";
import { makeLeading } from "./make-leading";
import { unlinkOrganization } from "./unlink-organization";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  placeDatabase(await openPostgres(server.appUrl));
});
afterAll(async () => {
  await closeDatabase();
  await server?.stop();
});

const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) => {
    if (result.status === "fulfilled") return "done";
    if (result.reason instanceof CommandRefused) return result.reason.code;
    throw result.reason;
  });

describe("at once", () => {
  it("the same suggestions are accepted by one person, the others are told of each", async () => {
    const tenant = await mappedTenant();
    const suggestions: { organizationId: string; accountId: string }[] = [];
    for (const name of ["Alpha Foods", "Beta Logistics", "Gamma Dental"]) {
      const { id: accountId } = await makeAccount(tenant, { name });
      const { id: organizationId } = await makeOrganization(tenant, `${name}, Inc.`);
      suggestions.push({ organizationId, accountId });
    }
    const answers = await Promise.all(
      [0, 1, 2, 3].map(() => acceptSuggestions(contextFor(tenant), { suggestions })),
    );
    expect(answers.map(({ linked }) => linked.length).sort()).toEqual([0, 0, 0, 3]);
    for (const { refused } of answers.filter(({ linked }) => linked.length === 0))
      expect(refused.every(({ message }) => message.startsWith("It is already linked to"))).toBe(true);
    const [links, accounts, log] = await withTenant(tenant.scope, async (db) => [
      await db.select().from(accountOrganization),
      await db.select().from(account),
      await db.select().from(organizationSyncLog),
    ]);
    expect([links.length, log.length]).toEqual([3, 3]);
    expect(accounts.map(({ version }) => version)).toEqual([2, 2, 2]);
  });

  it("a suggestion and a link by hand of one organization make one link", async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const tenant = await mappedTenant();
      const acme = await makeAccount(tenant, { name: "Acme" });
      const other = await makeAccount(tenant, { name: "Zeta" });
      const { id: organizationId } = await makeOrganization(tenant, "Acme Inc");
      const [accepted, linked] = await Promise.allSettled([
        acceptSuggestions(contextFor(tenant), { suggestions: [{ organizationId, accountId: acme.id }] }),
        linkOrganization(contextFor(tenant), { accountId: other.id, version: 1, organizationId }),
      ]);
      const isAccepted = accepted.status === "fulfilled" && accepted.value.linked.length === 1;
      expect(codesOf([linked])).toEqual([isAccepted ? "invalid" : "done"]);
      const links = await withTenant(tenant.scope, (db) => db.select().from(accountOrganization));
      expect(links.map(({ accountId }) => accountId)).toEqual([isAccepted ? acme.id : other.id]);
    }
  });

  it("of two people who choose the leading organization one is told, and one organization leads", async () => {
    const tenant = await mappedTenant();
    const [east, west, north] = [
      await makeOrganization(tenant, "East"),
      await makeOrganization(tenant, "West"),
      await makeOrganization(tenant, "North"),
    ];
    const { id: accountId } = await makeLinkedAccount(tenant, "Acme", [east, west, north]);
    const outcome = codesOf(
      await Promise.allSettled(
        [west, north].map(({ id }) =>
          makeLeading(contextFor(tenant), { accountId, version: 1, organizationId: id }),
        ),
      ),
    );
    expect(outcome.sort()).toEqual(["changed-meanwhile", "done"]);
    const links = await withTenant(tenant.scope, (db) => db.select().from(accountOrganization));
    expect(links.filter(({ isLeading }) => isLeading)).toHaveLength(1);
  });

  it("ending lines with the link, and ending one of them by itself, take turns; none is ended twice", async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const tenant = await mappedTenant();
      const { id: organizationId } = await makeOrganization(tenant, "East");
      const { id: accountId } = await makeLinkedAccount(tenant, "Acme", [{ id: organizationId }]);
      const lines = [await makeCountingLine(tenant, accountId), await makeCountingLine(tenant, accountId)];
      const shown = lines.map(({ id }) => ({ lineId: id, version: 1 }));
      const outcome = codesOf(
        await Promise.allSettled([
          unlinkOrganization(contextFor(tenant), {
            accountId,
            version: 1,
            organizationId,
            units: { choice: "end", lastBilledOn: "2026-06-20", lines: shown },
          }),
          endLine(contextFor(tenant), { ...shown[turn % 2]!, lastBilledOn: "2026-06-25" }),
        ]),
      );
      expect([...outcome].sort()).toEqual(["changed-meanwhile", "done"]);
      const stored = await withTenant(tenant.scope, (db) => db.select().from(contractLine));
      const ends = stored.map(({ endOn }) => endOn).sort();
      expect(ends).toEqual(outcome[0] === "done" ? ["2026-06-20", "2026-06-20"] : ["2026-06-25", null]);
    }
  });
});

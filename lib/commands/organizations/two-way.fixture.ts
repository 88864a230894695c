import type { PGlite } from "@electric-sql/pglite";
import { and, asc, eq, sql } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account, accountOrganization } from "@/db/schema/account";
import { itGlueSettings } from "@/db/schema/it-glue";
import { organizationSyncLog } from "@/db/schema/organization-sync";
import { emulatorRequestCounts } from "@/e2e/it-glue-emulator/control-client";
import { accountOf } from "@/e2e/it-glue-emulator/demo-lookup";
import type { Organization } from "@/e2e/it-glue-emulator/state";
import { type Bench, connectedTenant } from "@/lib/testing/connected-tenant";
import type { TestTenant } from "@/lib/testing/factories";
import type { CommandContext } from "../context";
import { syncOrganizations } from "./sync-organizations";

type Account = typeof account.$inferSelect;

/** Both sides of a tenant whose organizations were synced once, two-way. */
export type TwoSides = {
  tenant: TestTenant;
  ctx: CommandContext;
  sync: () => ReturnType<typeof syncOrganizations>;
  /** The organization as IT Glue has it. */
  there: (name: string) => Organization | undefined;
  here: (name: string) => Promise<Account | undefined>;
  /** As a person who saves the account: with a new version. */
  save: (name: string, values: Partial<Account>) => Promise<void>;
  linkOf: (name: string) => Promise<typeof accountOrganization.$inferSelect | undefined>;
  settings: (values: Partial<typeof itGlueSettings.$inferInsert>) => Promise<void>;
  /** Rows of the sync log since the first sync: event, reason, and what changed. */
  log: () => Promise<(typeof organizationSyncLog.$inferSelect)[]>;
  told: () => Promise<string[]>;
  /** Writes to IT Glue since the first sync, refused ones among them. */
  writes: () => Promise<number>;
  /** Which version of each row is stored, and what was written to IT Glue: any write at all shows here. */
  written: (client: PGlite) => Promise<string[]>;
};

const WRITTEN_TABLES = [
  "organization",
  "organization_kind",
  "account",
  "account_organization",
  "organization_sync_log",
  "audit_event",
];

export async function twoSides(bench: Bench): Promise<TwoSides> {
  const { tenant, ctx } = await connectedTenant(bench);
  const inTenant = <T>(work: Parameters<typeof withTenant<T>>[1]) => withTenant(tenant.scope, work);
  const sync = () => syncOrganizations(ctx);
  await sync();
  const [first] = await inTenant((db) =>
    db.select({ position: sql<number>`coalesce(max(position), 0)` }).from(organizationSyncLog),
  );
  await bench.control({ action: "clear-requests" });
  const here: TwoSides["here"] = async (name) =>
    (await inTenant((db) => db.select().from(account).where(eq(account.name, name))))[0];
  const log: TwoSides["log"] = () =>
    inTenant((db) =>
      db
        .select()
        .from(organizationSyncLog)
        .where(sql`position > ${first!.position}`)
        .orderBy(asc(organizationSyncLog.position)),
    );
  const writes = async () => (await emulatorRequestCounts(bench.emulator.url)).writes;
  return {
    tenant,
    ctx,
    sync,
    there: (name) =>
      accountOf(bench.emulator.state, "northwind").organizations.find((row) => row.name === name),
    here,
    save: async (name, values) => {
      const before = await here(name);
      await inTenant((db) =>
        db
          .update(account)
          .set({ ...values, version: before!.version + 1 })
          .where(eq(account.id, before!.id)),
      );
    },
    linkOf: async (name) => {
      const [found] = await inTenant((db) =>
        db
          .select({ link: accountOrganization })
          .from(accountOrganization)
          .innerJoin(
            account,
            and(
              eq(account.tenantId, accountOrganization.tenantId),
              eq(account.id, accountOrganization.accountId),
            ),
          )
          .where(eq(account.name, name)),
      );
      return found?.link;
    },
    settings: (values) => inTenant(async (db) => void (await db.update(itGlueSettings).set(values))),
    log,
    told: async () => (await log()).map(({ event, reason }) => `${event}: ${reason}`),
    writes,
    written: async (client) => {
      const versions = [`writes to IT Glue: ${await writes()}`];
      for (const table of WRITTEN_TABLES) {
        const { rows } = await client.query<{ version: string }>(
          `SELECT '${table} ' || ctid || ' ' || xmin AS version FROM ${table} WHERE tenant_id = $1 ORDER BY 1`,
          [tenant.id],
        );
        versions.push(...rows.map(({ version }) => version));
      }
      return versions;
    },
  };
}

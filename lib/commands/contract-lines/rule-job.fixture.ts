import { eq } from "drizzle-orm";
import { withTenant } from "@/db/client";
import { account, accountOrganization } from "@/db/schema/account";
import { contractLine, lineTerms } from "@/db/schema/contract";
import { reading } from "@/db/schema/counting";
import { userConnection } from "@/db/schema/it-glue";
import { makeContract, type TestTenant, type TestUser } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";

/** Seats of Business Premium and Standard in the emulator's demo data. */
export const SEATS = {
  "Alder Ridge Veterinary": "14",
  "Beacon Street Law": "23",
  "Cascade Outfitters": "33",
} as const;
export type Customer = keyof typeof SEATS;
export const CUSTOMERS = Object.keys(SEATS) as Customer[];

export type RuleJob = MainJob & {
  /** One monthly contract in USD for each customer. */
  contracts: Record<Customer, { id: string; accountId: string; organizationId: string }>;
};

/** The main job, whose line's rule is applied to three other linked customers. */
export async function startRuleJob(): Promise<RuleJob> {
  const job = await startMainJob();
  const contracts = {} as RuleJob["contracts"];
  for (const name of CUSTOMERS) {
    const [linked] = await withTenant(job.tenant.scope, (db) =>
      db
        .select({ accountId: account.id, organizationId: accountOrganization.organizationId })
        .from(account)
        .innerJoin(accountOrganization, eq(accountOrganization.accountId, account.id))
        .where(eq(account.name, name)),
    );
    const { id } = await makeContract(job.tenant, { accountId: linked!.accountId });
    contracts[name] = { id, ...linked! };
  }
  await connectUser(job, job.tenant.admin);
  return { ...job, contracts };
}

/** A user whose own IT Glue account is connected. */
export async function connectUser(job: MainJob, user: TestUser): Promise<void> {
  await withTenant(job.tenant.scope, (db) =>
    db.insert(userConnection).values({
      tenantId: job.tenant.id,
      userId: user.id,
      connectionId: job.account.connectionId,
      kind: "api-key",
      sealedAccess: "sealed",
      status: "connected",
      connectedAt: "2026-06-01T13:00:00Z",
      details: {},
    }),
  );
}

export const linesOf = (tenant: TestTenant, contractId: string) =>
  withTenant(tenant.scope, (db) =>
    db.select().from(contractLine).where(eq(contractLine.contractId, contractId)),
  );

export const readingsOf = (tenant: TestTenant, contractId: string) =>
  withTenant(tenant.scope, (db) => db.select().from(reading).where(eq(reading.contractId, contractId)));

/** A second version of the terms of the main job's line: the rule stays as it is unless told. */
export const newTerms = (job: MainJob, values: Partial<typeof lineTerms.$inferInsert>) =>
  withTenant(job.tenant.scope, (db) =>
    db.insert(lineTerms).values({
      billBy: "flexible-assets",
      countRule: job.rule,
      effectiveOn: "2026-06-01",
      recordedAt: "2026-06-01T13:00:01Z",
      recordedBy: "Test",
      ...values,
      tenantId: job.tenant.id,
      lineId: job.line.id,
      termsVersion: 2,
    }),
  );

import { Temporal } from "temporal-polyfill";
import { withTenant } from "@/db/client";
import { account } from "@/db/schema/account";
import { contract, contractLine, lineTerms, priceSegment } from "@/db/schema/contract";
import { unitSegment } from "@/db/schema/counting";
import { service } from "@/db/schema/service";
import { appUser, type Role, tenant } from "@/db/schema/tenant";
import type { Session } from "@/lib/auth/session";
import { mintTenantScope, type TenantScope } from "@/lib/auth/tenant-scope";
import type { AuthorizationFactory } from "@/lib/commands/connect/authorization-port";
import type { CommandContext, TenantFacts } from "@/lib/commands/context";
import { timeZoneOf } from "@/lib/domain/regions";
import type { ItGlueGatewayFactory } from "@/lib/itglue/port";

/**
 * Makes records for tests, straight into the tables through `withTenant`: call `startTestDatabase()` first, then give
 * every test a tenant of its own. Each factory takes only what the test is about and answers the row it wrote.
 *
 *     const tenant = await makeTenant();
 *     const ctx = contextFor(tenant);                      // its Administrator, at tenant.clock
 *     const tech = contextFor(tenant, { user: await makeUser(tenant, { role: "Technician" }) });
 *     tenant.clock.set("2026-07-01T04:15:00Z");            // every context of the tenant follows
 */

// Secrets can be sealed in every test: a key of this process alone.
process.env.FLEXBILL_MASTER_KEY ??= btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));

export type TestUser = typeof appUser.$inferSelect;

export type TestTenant = {
  id: string;
  slug: string;
  name: string;
  scope: TenantScope;
  facts: TenantFacts;
  /** The clock of every context made for this tenant; stands still until set. */
  clock: TestClock;
  /** Its first user, an Administrator. */
  admin: TestUser;
};

export class TestClock {
  private at: Temporal.Instant;
  constructor(at: string) {
    this.at = Temporal.Instant.from(at);
  }
  /** @param at an ISO instant, "2026-07-01T04:15:00Z". */
  set(at: string): void {
    this.at = Temporal.Instant.from(at);
  }
  now = (): Temporal.Instant => this.at;
}

let made = 0;
/** A number no other record of this process has: names and addresses must not meet. */
const next = () => ++made;

const DEFAULT_CLOCK = "2026-06-01T13:00:00Z";

/** A tenant with one Administrator, its clock at 2026-06-01 09:00 New York unless told. */
export async function makeTenant(
  values: Partial<typeof tenant.$inferInsert> & { clockAt?: string } = {},
): Promise<TestTenant> {
  const { clockAt = DEFAULT_CLOCK, ...columns } = values;
  const scope = mintTenantScope(columns.id ?? crypto.randomUUID());
  const number = next();
  const row = {
    slug: `msp-${number}-${scope.tenantId.slice(0, 8)}`,
    name: `MSP ${number}`,
    server: "bms.kaseya.com" as const,
    currency: "USD",
    isSimulation: false,
    createdAt: clockAt,
    ...columns,
    id: scope.tenantId,
  };
  await withTenant(scope, (db) => db.insert(tenant).values(row));
  const made: Omit<TestTenant, "admin"> = {
    id: row.id,
    slug: row.slug,
    name: row.name,
    scope,
    clock: new TestClock(clockAt),
    facts: {
      id: row.id,
      server: row.server,
      timeZone: timeZoneOf(row.server),
      currency: row.currency,
      isSimulation: row.isSimulation,
    },
  };
  return { ...made, admin: await makeUser(made, { role: "Administrator" }) };
}

type Of = Pick<TestTenant, "scope" | "clock">;

/** A user without a password (`passwordHash` of `lib/auth/password` gives one), an Administrator unless told. */
export async function makeUser(of: Of, values: Partial<typeof appUser.$inferInsert> = {}): Promise<TestUser> {
  const number = next();
  return insert(of, (db) =>
    db
      .insert(appUser)
      .values({
        email: `user-${number}@example.com`,
        name: `User ${number}`,
        role: "Administrator",
        createdAt: createdAt(of),
        ...values,
        tenantId: of.scope.tenantId,
      })
      .returning(),
  );
}

export type ContextOptions = {
  /** Who acts; the tenant's Administrator unless told. */
  user?: TestUser;
  /** Another role for who acts, without writing it. */
  role?: Role;
  sessionId?: string;
  /** The way to IT Glue: a fake, or `createItGlueGateway` against the emulator. Without it, asking IT Glue fails the test. */
  itGlue?: ItGlueGatewayFactory;
  /** The way to people's tokens; without it, no sign-in with IT Glue is configured. */
  authorizationFor?: AuthorizationFactory;
};

/** What a command is handed when a user of this tenant calls it. */
export function contextFor(of: TestTenant, options: ContextOptions = {}): CommandContext {
  const user = options.user ?? of.admin;
  return {
    scope: of.scope,
    tenant: of.facts,
    actor: {
      kind: "user",
      userId: user.id,
      name: user.name,
      role: options.role ?? user.role,
      sessionId: options.sessionId ?? "00000000-0000-4000-8000-000000000001",
    },
    now: of.clock.now,
    itGlue: options.itGlue ?? refuseItGlue,
    authorizationFor: options.authorizationFor ?? (() => null),
  };
}

/** What a command is handed when a job of this tenant calls it. */
export function jobContextFor(
  of: TestTenant,
  options: { name?: string } & Pick<ContextOptions, "itGlue" | "authorizationFor"> = {},
): CommandContext {
  return {
    ...contextFor(of, options),
    actor: { kind: "job", name: options.name ?? "Nightly sync" },
  };
}

/** The session of a user, for tests that put one behind a mocked `getSession` of `@/lib/auth/session`. */
export function sessionFor(of: TestTenant, user: TestUser = of.admin): Session {
  return {
    user: { id: user.id, name: user.name, email: user.email, role: user.role },
    tenant: { ...of.facts, name: of.name, slug: of.slug, simulatedAt: null, movingToOn: null },
    scope: of.scope,
    sessionId: "00000000-0000-4000-8000-000000000001",
  };
}

const refuseItGlue: ItGlueGatewayFactory = () => {
  throw new Error("This test gave no way to IT Glue: contextFor(tenant, { itGlue }).");
};

/** A customer, made by hand and without an organization. */
export async function makeAccount(of: Of, values: Partial<typeof account.$inferInsert> = {}) {
  return insert(of, (db) =>
    db
      .insert(account)
      .values({
        name: `Account ${next()}`,
        source: "manual",
        createdAt: createdAt(of),
        ...values,
        tenantId: of.scope.tenantId,
      })
      .returning(),
  );
}

/** A service of the catalogue at 10.00 a unit. */
export async function makeService(of: Of, values: Partial<typeof service.$inferInsert> = {}) {
  return insert(of, (db) =>
    db
      .insert(service)
      .values({
        name: `Service ${next()}`,
        unitPrice: "10.00",
        createdAt: createdAt(of),
        ...values,
        tenantId: of.scope.tenantId,
      })
      .returning(),
  );
}

/** A monthly contract, start-billed, contract-start aligned, from 2026-06-01; of a new account unless told. */
export async function makeContract(of: Of, values: Partial<typeof contract.$inferInsert> = {}) {
  const accountId = values.accountId ?? (await makeAccount(of)).id;
  const number = next();
  return insert(of, (db) =>
    db
      .insert(contract)
      .values({
        contractNumber: number,
        name: `Contract ${number}`,
        billingCycle: "monthly",
        alignment: "contract-start",
        issueInvoiceOn: "start",
        startOn: "2026-06-01",
        currency: "USD",
        createdAt: createdAt(of),
        ...values,
        accountId,
        tenantId: of.scope.tenantId,
      })
      .returning(),
  );
}

export type LineValues = Partial<typeof contractLine.$inferInsert> & {
  /** The line's terms (version 1): `billBy` "none" unless told, or "flexible-assets" with a `countRule`. */
  terms?: Partial<typeof lineTerms.$inferInsert>;
  /** Prices by date; 10.00 from the line's start unless told. */
  prices?: { effectiveOn: string; unitPrice: string; unitCost?: string }[];
  /** Units by date, in the order they were recorded; none unless told, as before a first count. */
  units?: ({ effectiveOn: string; units: string } & Partial<typeof unitSegment.$inferInsert>)[];
};

/** A service line with its terms, prices and units; of a new contract and service unless told. */
export async function makeLine(of: Of, values: LineValues = {}) {
  const { terms, prices, units = [], ...columns } = values;
  const contractId = columns.contractId ?? (await makeContract(of)).id;
  const serviceId = columns.serviceId ?? (await makeService(of)).id;
  const startOn = columns.startOn ?? "2026-06-01";
  const tenantId = of.scope.tenantId;
  const line = await insert(of, (db) =>
    db
      .insert(contractLine)
      .values({
        name: `Line ${next()}`,
        createdAt: createdAt(of),
        ...columns,
        startOn,
        contractId,
        serviceId,
        tenantId,
      })
      .returning(),
  );
  const stamp = (index: number) => ({
    tenantId,
    lineId: line.id,
    recordedAt: of.clock.now().add({ milliseconds: index }).toString(),
    recordedBy: "Test",
  });
  await withTenant(of.scope, async (db) => {
    await db
      .insert(lineTerms)
      .values({ termsVersion: 1, effectiveOn: startOn, billBy: "none", ...terms, ...stamp(0) });
    for (const [index, price] of (prices ?? [{ effectiveOn: startOn, unitPrice: "10.00" }]).entries())
      await db.insert(priceSegment).values({ ...price, ...stamp(index) });
    for (const [index, segment] of units.entries())
      await db.insert(unitSegment).values({ source: "typed", ...segment, ...stamp(index) });
  });
  return line;
}

const createdAt = (of: Of) => of.clock.now().toString({ smallestUnit: "millisecond" });

async function insert<Row>(
  of: Of,
  write: (db: Parameters<Parameters<typeof withTenant>[1]>[0]) => Promise<Row[]>,
): Promise<Row> {
  const [row] = await withTenant(of.scope, write);
  if (row === undefined) throw new Error("The database wrote nothing.");
  return row;
}

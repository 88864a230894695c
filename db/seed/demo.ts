import { sql } from "drizzle-orm";
import { withGate, withTenant } from "@/db/client";
import { appUser, tenant } from "@/db/schema/tenant";
import { DEMO_PASSWORD, DEMO_PEOPLE } from "@/lib/auth/demo-people";
import { hashPassword } from "@/lib/auth/password";
import { mintTenantScope } from "@/lib/auth/tenant-scope";
import type { TenantServer } from "@/lib/domain/regions";

type DemoTenant = {
  id: string;
  slug: string;
  name: string;
  server: TenantServer;
  currency: string;
  /** ISO instant at which its clock stands at first: 2026-06-01, 09:00 on its own server. */
  simulatedAt: string;
};

/** Fixed ids: two processes that seed at once make one tenant, and the second one's transaction falls away whole. */
const DEMO_TENANTS: readonly DemoTenant[] = [
  {
    id: "0a11d0de-0000-4000-8000-000000000001",
    slug: "northwind",
    name: "Northwind MSP",
    server: "bms.kaseya.com",
    currency: "USD",
    simulatedAt: "2026-06-01T13:00:00.000Z",
  },
  {
    id: "0a11d0de-0000-4000-8000-000000000002",
    slug: "bluefin",
    name: "Bluefin Technology",
    server: "bmsemea.kaseya.com",
    currency: "GBP",
    simulatedAt: "2026-06-01T08:00:00.000Z",
  },
];

/**
 * Gives the demo its two companies and their users, and nothing else: connecting IT Glue, accounts, services and
 * contracts are what the demo is there to show. A company that exists is left as it is, whatever was changed in it.
 * @returns the slugs of the companies that were made now.
 * @throws where DATABASE_URL is set or the demo is not on: demo users exist nowhere else (design.md 10).
 */
export async function seedIfEmpty(): Promise<string[]> {
  if (process.env.DATABASE_URL)
    throw new Error(
      "The demo does not run on a database of your own: unset DATABASE_URL, or leave the demo.",
    );
  if (process.env.FLEXBILL_DEMO !== "1")
    throw new Error("Demo companies are made in the demo alone (FLEXBILL_DEMO=1).");
  const made: string[] = [];
  for (const company of DEMO_TENANTS) {
    if (await exists(company.slug)) continue;
    await makeCompany(company);
    made.push(company.slug);
  }
  return made;
}

async function exists(slug: string): Promise<boolean> {
  const found = await withGate((db) =>
    db.select({ id: sql`tenant_id`.as("tenant_id") }).from(sql`tenant_by_slug(${slug})`),
  );
  return found.length > 0;
}

async function makeCompany(company: DemoTenant): Promise<void> {
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  const users = DEMO_PEOPLE.filter((person) => person.company === company.slug).map(
    ({ name, email, role }) => ({
      tenantId: company.id,
      name,
      email,
      role,
      passwordHash,
      createdAt: company.simulatedAt,
    }),
  );
  await withTenant(mintTenantScope(company.id), async (db) => {
    await db.insert(tenant).values({ ...company, isSimulation: true, createdAt: company.simulatedAt });
    await db.insert(appUser).values(users);
  });
}

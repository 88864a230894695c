import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { service } from "@/db/schema/service";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** Words that services of this tenant use, each list sorted: suggestions of the form and choices of the filters. */
export type ServiceWords = {
  categories: string[];
  subCategories: string[];
  unitsOfMeasure: string[];
  incomeAccounts: string[];
  expenseAccounts: string[];
};

export type WordColumn =
  | typeof service.category
  | typeof service.subCategory
  | typeof service.unitOfMeasure
  | typeof service.incomeAccount
  | typeof service.expenseAccount;

/** Every word in use, in one statement. */
export async function serviceWords(db: Db, scope: TenantScope): Promise<ServiceWords> {
  const [words] = await db
    .select({
      categories: distinct(service.category),
      subCategories: distinct(service.subCategory),
      unitsOfMeasure: distinct(service.unitOfMeasure),
      incomeAccounts: distinct(service.incomeAccount),
      expenseAccounts: distinct(service.expenseAccount),
    })
    .from(service)
    .where(eq(service.tenantId, scope.tenantId));
  return words!;
}

function distinct(column: WordColumn) {
  return sql<string[]>`coalesce(json_agg(DISTINCT ${column}) FILTER (WHERE ${column} <> ''), '[]')`;
}

import { and, eq, ne, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { billingJob } from "@/db/schema/billing-job";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** Refuses a name that another job has, upper and lower case alike: charges and invoices say which job made them. */
export async function requireFreeJobName(
  db: Db,
  ctx: CommandContext,
  name: string,
  exceptJobId: string | null,
): Promise<void> {
  const [taken] = await db
    .select({ name: billingJob.name })
    .from(billingJob)
    .where(
      and(
        eq(billingJob.tenantId, ctx.scope.tenantId),
        sql`lower(${billingJob.name}) = lower(${name})`,
        exceptJobId === null ? undefined : ne(billingJob.id, exceptJobId),
      ),
    )
    .limit(1);
  if (taken) throw nameTaken(taken.name);
}

function nameTaken(name: string): CommandRefused {
  return new CommandRefused("name-taken", { what: "job", name }, [
    { path: "name", message: `There is already a job named “${name}”; choose another name` },
  ]);
}

/** Two saves at one instant both find the name free; the database's unique key then decides, and is put into words here. */
export async function orJobNameTaken<Result>(name: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const cause =
      error instanceof Error ? (error.cause as { code?: string; constraint?: string }) : undefined;
    if (cause?.code === "23505" && cause.constraint === "billing_job_name") throw nameTaken(name);
    throw error;
  }
}

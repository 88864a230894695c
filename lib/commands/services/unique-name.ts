import { and, eq, ne, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { service } from "@/db/schema/service";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** Refuses a name that another service has, upper and lower case alike: customers read these names on invoices. */
export async function requireFreeName(
  db: Db,
  ctx: CommandContext,
  name: string,
  exceptServiceId: string | null,
): Promise<void> {
  const [taken] = await db
    .select({ name: service.name })
    .from(service)
    .where(
      and(
        eq(service.tenantId, ctx.scope.tenantId),
        sql`lower(${service.name}) = lower(${name})`,
        exceptServiceId === null ? undefined : ne(service.id, exceptServiceId),
      ),
    )
    .limit(1);
  if (taken) throw nameTaken(taken.name);
}

function nameTaken(name: string): CommandRefused {
  return new CommandRefused("name-taken", { what: "service", name }, [
    { path: "name", message: `There is already a service named “${name}”; choose another name` },
  ]);
}

/** Two saves at one instant both find the name free; the database's unique key then decides, and is put into words here. */
export async function orNameTaken<Result>(name: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    const cause =
      error instanceof Error ? (error.cause as { code?: string; constraint?: string }) : undefined;
    if (cause?.code === "23505" && cause.constraint === "service_name") throw nameTaken(name);
    throw error;
  }
}

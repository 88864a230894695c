import { and, eq } from "drizzle-orm";
import type { Db } from "@/db/database";
import type { charge } from "@/db/schema/billing";
import { contractLine } from "@/db/schema/contract";
import { service } from "@/db/schema/service";
import type { CommandContext } from "../context";

/** Whether what a line bills is taxed: its service says so on the day of posting. */
export async function taxTreatmentOf(
  db: Db,
  ctx: CommandContext,
  lineId: string,
): Promise<(typeof charge.$inferSelect)["taxTreatment"]> {
  const [billed] = await db
    .select({ isTaxable: service.isTaxable })
    .from(contractLine)
    .innerJoin(
      service,
      and(eq(service.tenantId, contractLine.tenantId), eq(service.id, contractLine.serviceId)),
    )
    .where(and(eq(contractLine.tenantId, ctx.scope.tenantId), eq(contractLine.id, lineId)));
  return billed!.isTaxable ? "taxable" : "exempt";
}

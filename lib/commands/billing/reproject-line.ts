import type { Db } from "@/db/database";
import type { CommandContext } from "../context";
import { projectLines } from "./project-lines";

/**
 * Makes the stored billing items of a line those that follow from its segments, prices, terms and charges. Called in the
 * transaction of every such change; a rebuild of an unchanged line writes nothing.
 * @throws BillingFault where the line cannot be billed: the caller's change is then taken back.
 */
export async function reprojectLine(db: Db, ctx: CommandContext, lineId: string): Promise<void> {
  const fault = (await projectLines(db, ctx, [lineId])).get(lineId);
  if (fault) throw fault;
}

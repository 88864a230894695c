import type { Db } from "@/db/database";
import { BillingFault } from "@/lib/domain/billing/billing-fault";
import { reprojectLine } from "../billing/reproject-line";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** Projects a line's billing items anew; a line that the change would make unbillable is refused in words (`invalid`). */
export async function reprojectOrRefuse(db: Db, ctx: CommandContext, lineId: string): Promise<void> {
  try {
    await reprojectLine(db, ctx, lineId);
  } catch (error) {
    if (!(error instanceof BillingFault)) throw error;
    throw new CommandRefused("invalid", { message: `This cannot be billed: ${error.reason}.` });
  }
}

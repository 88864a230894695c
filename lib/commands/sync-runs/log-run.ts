import { isRehearsed } from "@/db/client";
import { logLine } from "@/lib/operations/log-line";
import type { CommandContext } from "../context";
import type { RunTrigger } from "./begin-run";
import type { RunNightResult } from "./run-night";

/** A line of the log for a run that begins, or is taken up again. */
export function logRunBegun(
  ctx: CommandContext,
  run: { runId: string; businessOn: string; trigger: RunTrigger; isNew: boolean },
): void {
  if (isRehearsed(ctx.scope)) return;
  const { isNew, ...facts } = run;
  logLine("info", isNew ? "Sync run began" : "Sync run taken up again", ofTenant(ctx, facts));
}

/** A line of the log for a run that ended: its figures and, where it failed, the code of the reason, not its words. */
export function logRunEnded(
  ctx: CommandContext,
  { runId, businessOn, status, summary }: RunNightResult & { businessOn: string },
): void {
  if (isRehearsed(ctx.scope)) return;
  const { lines, changed, unchanged, held, notCounted, error } = summary;
  const figures = { lines, changed, unchanged, held, notCounted };
  logLine(status === "completed" || status === "already-completed" ? "info" : "warn", "Sync run ended", {
    ...ofTenant(ctx, { runId, businessOn, status }),
    ...figures,
    ...(error && { reason: error.code }),
  });
}

const ofTenant = <Facts>(ctx: CommandContext, facts: Facts) => ({ tenantId: ctx.scope.tenantId, ...facts });

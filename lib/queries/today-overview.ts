/** Read model of the Today page, filled by `lib/queries/today.ts`. Dates are "YYYY-MM-DD", instants ISO, figures decimal text. */

import type { EndedOverride } from "./ended-overrides";
import type { StaleLines } from "./stale-lines";

/**
 * A line whose units a person must look at. Where several are true of a line, the most serious: broken rule, unmapped,
 * unreachable, held; "missed" where no run has looked at it since its override ended.
 */
export type AttentionLine = {
  lineId: string;
  contractId: string;
  accountName: string;
  contractName: string;
  serviceName: string;
  state: "unmapped" | "unreachable" | "broken-rule" | "held" | "missed";
  /** One sentence of the reading's or the held change's reason. */
  reason: string;
  /** The business date on which this state was first seen. */
  sinceOn: string;
  /** What the line bills today; `null` while it is not billable. */
  billedUnits: string | null;
  /** The count that waits for a decision; `null` unless held. */
  proposedUnits: string | null;
  /** Its override, which is over while the line was not counted since; null for most. */
  endedOverride: Pick<EndedOverride, "throughOn" | "setUnits" | "units" | "countedOn"> | null;
};

/** What a line will bill differently than on its last invoice, and the proration in review that comes of it. */
export type UnitChange = {
  lineId: string;
  contractId: string;
  accountName: string;
  contractName: string;
  serviceName: string;
  /** Billed units of the last invoice's last day; `null` for a line never invoiced. */
  previousUnits: string | null;
  units: string;
  /** Effective date of the latest change. */
  effectiveOn: string;
  /** Sum of the line's proration items in review, in major units. */
  amount: string;
  currency: string;
};

export type LastRun = {
  runId: string;
  /** The business date the run counted. */
  businessOn: string;
  trigger: "schedule" | "on-demand" | "command-line";
  status: "running" | "completed" | "failed" | "missed";
  startedAt: string;
  finishedAt: string | null;
  lines: number;
  changed: number;
  held: number;
  notCounted: number;
  /** Of a failed run: what failed, one sentence. */
  error: string | null;
};

export type CurrencyTotal = { currency: string /** Major units. */; amount: string; items: number };

export type SetUpStep = {
  step: "it-glue-settings" | "connect" | "organizations" | "service" | "contract";
  isDone: boolean;
};

export type TodayOverview = {
  /** Today on the tenant's server. */
  businessOn: string;
  /** The five steps in their order. The page shows them until every one is done. `connect` is done once anyone has connected. */
  setUp: SetUpStep[];
  /** `null` before the first run. */
  lastRun: LastRun | null;
  /** When the next night begins. */
  nextNightAt: string;
  /** The most serious first; the page shows the first ten. */
  attention: AttentionLine[];
  /** All lines in need of a person, those beyond `attention` included. */
  attentionCount: number;
  /** Lines that billing jobs pass over, because their last count is too old; the first ten. */
  stale: StaleLines;
  /** The largest amount first, without regard to its sign. */
  changes: UnitChange[];
  changeCount: number;
  /** Proration of all changes, one per currency. */
  changeTotals: CurrencyTotal[];
  /** Everything in Billing Review that is due, one per currency. */
  inReview: CurrencyTotal[];
};

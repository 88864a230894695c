import type { RehearsedLine } from "@/lib/queries/rehearsed-run";
import type { SyncedTenant } from "./sync-tenants";

/** What came of a company's recount, or would come of it: a line of figures and, of a dry run, one for each line that moves. */
export function syncInWords({ tenant, businessOn, status, summary, dryRun }: SyncedTenant): string[] {
  const { lines = 0, changed = 0, unchanged = 0, held = 0, notCounted = 0, error } = summary;
  const figures = `${lines} lines: ${changed} changed, ${unchanged} unchanged, ${held} held, ${notCounted} not counted`;
  const what = dryRun ? `dry run, nothing was written, would be ${status}` : status;
  return [
    `${tenant} ${businessOn}: ${what}. ${figures}${error ? `. ${error.message}` : ""}`,
    ...(dryRun ?? []).map((line) => `  ${lineInWords(line)}`),
  ];
}

function lineInWords(line: RehearsedLine): string {
  const { name, contractName, why } = line;
  const reasons = why.length === 0 ? "" : ` ${why.map(sentence).join(" ")}`;
  return `${name} (${contractName}): ${outcomeInWords(line)}.${reasons}`;
}

function outcomeInWords({ outcome, state, from, to, currency, perPeriod, dueNow }: RehearsedLine): string {
  const money = perPeriod === null ? "" : `, ${signed(perPeriod)} ${currency} a period`;
  const kept = from === null ? "stays unbillable" : `keeps ${from} units`;
  if (outcome === "not-counted") return `not counted (${state}), ${kept}`;
  if (outcome === "held") return `held, ${kept}; counted ${to}${money} if approved`;
  return `${from ?? "none"} → ${to} units${money}, ${signed(dueNow)} ${currency} due now`;
}

const signed = (amount: string) => (amount.startsWith("-") ? amount : `+${amount}`);
const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

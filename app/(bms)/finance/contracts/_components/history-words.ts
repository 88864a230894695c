import { formatCalendarDate } from "@/app/_components/format-calendar-date";
import { fieldInWords } from "@/app/(bms)/admin/security/audit-log/_components/audit-words";
import { LINE_LABELS } from "@/lib/inputs/contract-lines";
import { CONTRACT_LABELS } from "@/lib/inputs/contracts";
import type { HistoryEvent } from "@/lib/queries/subject-history";
import { CYCLE_WORDS, ISSUE_WORDS } from "./contract-words";

export type ShownChange = { field: string; label: string; from: string | null; to: string };

/** What the audit notes for programs and a reader has no use for. */
const UNSHOWN = new Set(["version", "accountId", "serviceId", "contractId", "lineId", "approvedHash"]);

const LABELS: Record<string, string> = {
  contractNumber: "Contract number",
  cycleFromOn: "Billing cycle from",
  ...CONTRACT_LABELS,
  ...LINE_LABELS,
  effectiveOn: "Effective from",
  priceEffectiveOn: "Price effective from",
};

/** Fields in the order in which their forms have them. */
const ORDER = Object.keys(LABELS);

const VALUES: Record<string, Record<string, string>> = {
  billBy: { none: "None", "flexible-assets": "Flexible assets" },
  rounding: { none: "None", up: "Up", down: "Down", "half-up": "To the nearest unit" },
  prorateIncreases: { daily: "By the day", "next-period": "From the next period", none: "Not prorated" },
  prorateDecreases: { daily: "By the day", "next-period": "From the next period", none: "Not prorated" },
  billingCycle: CYCLE_WORDS,
  alignment: { "contract-start": "No", calendar: "Yes" },
  issueInvoiceOn: ISSUE_WORDS,
  status: { active: "Active", inactive: "Inactive" },
};

/** What an event changed, in the words and the order of the forms. */
export function shownChanges({ subjectKind, changes }: HistoryEvent): ShownChange[] {
  return changes
    .filter(({ field, from, to }) => !UNSHOWN.has(field) && (from !== null || to !== null))
    .map(({ field, from, to }) => ({
      field,
      label: labelOf(subjectKind, field),
      from: from === null ? null : valueInWords(field, from),
      to: to === null ? "blank" : valueInWords(field, to),
    }))
    .sort((a, b) => placeOf(a.field) - placeOf(b.field));
}

function labelOf(subjectKind: string, field: string): string {
  const opening = field.match(/^openingAmount (\d{4}-\d{2}-\d{2})$/);
  if (opening) return `Opening amount, period from ${formatCalendarDate(opening[1]!)}`;
  const own: Record<string, string> = subjectKind === "contract" ? CONTRACT_LABELS : LINE_LABELS;
  return own[field] ?? LABELS[field] ?? fieldInWords(field);
}

function valueInWords(field: string, value: string): string {
  const known = VALUES[field]?.[value];
  if (known !== undefined) return known;
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? formatCalendarDate(value) : value;
}

function placeOf(field: string): number {
  const place = ORDER.indexOf(field);
  return place < 0 ? ORDER.length : place;
}

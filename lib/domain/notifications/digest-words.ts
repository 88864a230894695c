import { Temporal } from "temporal-polyfill";
import type { Digest, DigestLine } from "./digest-line";
import { headerText } from "./email-address";

/** A message's parts before they are laid out as text or HTML: of each line a heading, its page, and what happened. */
export type DigestWords = {
  subject: string;
  title: string;
  intro: string;
  lines: { heading: string; href: string | null; facts: string[]; moves: string[] }[];
  outro: string[];
};

const PERIODS = { weekly: "week", monthly: "month", quarterly: "quarter", yearly: "year" } as const;

/** More than anyone reads in a message; the line's page has them all. */
const MOST_MOVES = 20;
const MOST_LINES = 100;

/** "Jun 10, 2026" */
export function dateInWords(on: string): string {
  return Temporal.PlainDate.from(on).toLocaleString("en-US", { dateStyle: "medium" });
}

/** @param origin "https://flexbill.example.com", for links; null for none. */
export function digestWords(digest: Digest, origin: string | null): DigestWords {
  const { accountName, contractName, contractNumber, contractId, lines } = digest;
  const on = dateInWords(digest.businessOn);
  const shown = lines.slice(0, MOST_LINES);
  const hrefOf = (path: string) =>
    origin === null ? null : `${origin}/finance/contracts/${contractId}${path}`;
  const contractHref = hrefOf("");
  return {
    subject: headerText(`${accountName}: ${happened(lines)} (${contractName}, ${on})`),
    title: `${contractName} of ${accountName}`,
    intro: `Contract ${contractNumber}. In the count of ${on}, ${happened(lines)}.${
      digest.isLater ? " This is what changed after the message before: the count was taken up again." : ""
    }`,
    lines: shown.map((line) => ({
      heading: line.name,
      href: hrefOf(`/services/${line.lineId}`),
      facts: factsOf(line, digest),
      moves: movesOf(line),
    })),
    outro: [
      ...(lines.length > shown.length
        ? [`${lines.length - shown.length} more lines are on the contract's page.`]
        : []),
      ...(contractHref === null ? [] : [`The contract: ${contractHref}`]),
      "You get this because your address is among the contract's unit-change notifications.",
    ],
  };
}

/** "units changed on 2 lines, 1 line is held" */
function happened(lines: readonly DigestLine[]): string {
  const number = (outcome: DigestLine["outcome"]) => lines.filter((line) => line.outcome === outcome).length;
  const words = (count: number) => (count === 1 ? "1 line" : `${count} lines`);
  const [changed, held, failed] = [number("changed"), number("held"), number("not-counted")];
  return [
    ...(changed > 0 ? [`units changed on ${words(changed)}`] : []),
    ...(held > 0 ? [`${words(held)} ${held === 1 ? "is" : "are"} held`] : []),
    ...(failed > 0 ? [`${words(failed)} could not be counted`] : []),
  ].join(", ");
}

function factsOf(line: DigestLine, digest: Digest): string[] {
  const { outcome, from, to, reasons, explanation } = line;
  const units = to === null ? null : from === null ? `${to} units, the first count` : `${from} → ${to} units`;
  const kept = from === null ? "The line has no units yet" : `Billed on as before, with a count of ${from}`;
  return [
    ...(outcome === "changed" && units !== null ? [units] : []),
    ...(outcome === "held" ? [`Held: ${units ?? "a change"} waits for a decision. ${kept}.`] : []),
    ...(outcome === "not-counted" ? [`Not counted. ${kept}.`] : []),
    ...moneyOf(line, digest),
    ...(explanation === null ? [] : [`Why: ${explanation.sentence}`]),
    ...(explanation?.ruleChangedBy ? [`The rule was changed by ${explanation.ruleChangedBy.name}`] : []),
    ...(explanation?.override ? [overrideInWords(explanation.override)] : []),
    ...reasons.map((reason) => `Reason: ${reason}`),
  ];
}

function moneyOf({ outcome, perPeriod }: DigestLine, { currency, billingCycle }: Digest): string[] {
  if (perPeriod === null) return [];
  const amount = perPeriod.startsWith("-") ? perPeriod : `+${perPeriod}`;
  const isNothing = /^-?[0.]+$/.test(perPeriod);
  const effect = isNothing ? "No change of the price" : `${amount} ${currency}`;
  return [`${effect} per whole ${PERIODS[billingCycle]}${outcome === "held" ? ", if it is approved" : ""}`];
}

function overrideInWords({
  units,
  throughOn,
  reason,
  name,
}: NonNullable<NonNullable<DigestLine["explanation"]>["override"]>) {
  return `${units} units are billed in its place through ${dateInWords(throughOn)}, set by ${name}: ${reason}`;
}

function movesOf({ explanation }: DigestLine): string[] {
  const moves = explanation?.moves ?? [];
  const others = moves.length - MOST_MOVES;
  return [
    ...moves
      .slice(0, MOST_MOVES)
      .map(({ label, from, to, why }) => `${label}: ${from ?? "–"} → ${to ?? "–"} (${why})`),
    ...(others > 0 ? [`${others} more are on the line's page`] : []),
  ];
}

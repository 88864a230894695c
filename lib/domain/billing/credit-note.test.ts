import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canStopCounting, creditOpen, creditWholeInvoice, type DocumentLine } from "./credit-note";
import { composeInvoice } from "./invoice";
import { RUNS } from "./ledger.fixture";
import { sumMinor } from "./money";

const line = (chargeId: string, amountMinor: bigint, taxRatePercent: string | null = null): DocumentLine => ({
  chargeId,
  amountMinor,
  taxRatePercent,
});

describe("a credit note for a whole invoice", () => {
  it("negates each line at its own rate, and tax and total with them", () => {
    const note = creditWholeInvoice([
      line("july", 10_050n, "20"),
      line("june", -367n, "25"),
      line("fee", 99n),
    ]);
    expect(note).toEqual({
      lines: [line("july", -10_050n, "20"), line("june", 367n, "25"), line("fee", -99n)],
      taxes: [
        { taxRatePercent: "20", netMinor: -10_050n, taxMinor: -2_010n },
        { taxRatePercent: "25", netMinor: 367n, taxMinor: 92n },
      ],
      netMinor: -9_782n,
      taxMinor: -1_918n,
      grossMinor: -11_700n,
    });
  });
});

describe("a credit note on demand", () => {
  it("gives open credits whole, with tax per rate on the rounded net", () => {
    const note = creditOpen([line("a", -33n, "10"), line("b", -33n, "10"), line("c", -33n, "10")]);
    expect(note).toMatchObject({ netMinor: -99n, taxMinor: -10n, grossMinor: -109n });
  });

  it("is of credits alone", () => {
    expect(() => creditOpen([line("a", -33n), line("b", 1n)])).toThrow("only amounts below zero are credits");
    expect(() => creditOpen([line("a", 0n)])).toThrow(RangeError);
  });
});

describe("a document may stop counting", () => {
  const charge = (amountMinor: bigint, documentedMinor: bigint, onDocumentMinor: bigint) => ({
    amountMinor,
    documentedMinor,
    onDocumentMinor,
  });
  it.each([
    ["where it is the only one of its charge", charge(100n, 100n, 100n), true],
    ["where another part of a credit stands elsewhere", charge(-100n, -100n, -40n), true],
    ["a credit note of a charge that is open since", charge(100n, 0n, -100n), true],
    ["where all of a credit would stand open again", charge(-100n, -60n, -60n), true],
    ["where all of a credit would stand elsewhere", charge(-100n, -100n, 0n), true],
    ["not where more of a credit than there is would stand", charge(-100n, -60n, 50n), false],
    ["not where a credit would have become a charge", charge(-100n, 0n, -10n), false],
    ["not where a charge would have become a credit", charge(100n, 50n, 60n), false],
    ["a charge of nothing, of which nothing stands", charge(0n, 0n, 0n), true],
    ["not a charge of nothing of which something stands", charge(0n, 5n, 0n), false],
    ["not a credit note whose charge was billed again", charge(100n, 100n, -100n), false],
    ["not a credit note whose restored credit was used again", charge(-100n, -60n, 100n), false],
  ])("%s", (_, one, expected) => {
    expect(canStopCounting([charge(50n, 50n, 50n), one])).toBe(expected);
  });
});

/** A small ledger: what stands on documents, void or not, and what of each charge is therefore open. */
type Entry = { lines: DocumentLine[]; isVoid: boolean };
type Charge = { id: string; amountMinor: bigint; taxRatePercent: string | null };

const openOf = (charge: Charge, documents: readonly Entry[]) =>
  charge.amountMinor -
  sumMinor(
    documents
      .filter(({ isVoid }) => !isVoid)
      .flatMap(({ lines }) => lines.filter(({ chargeId }) => chargeId === charge.id))
      .map(({ amountMinor }) => amountMinor),
  );

const invoiced = (charges: readonly Charge[], documents: readonly Entry[]): Entry | null => {
  const open = charges
    .map((charge) => ({ ...charge, kind: "regular" as const, amountMinor: openOf(charge, documents) }))
    .filter(({ amountMinor }) => amountMinor !== 0n);
  const composed = composeInvoice(open, []);
  if (composed.outcome === "nothing-to-invoice") return null;
  const lines = composed.invoice.lines.map((each) => {
    if (each.from === "credit") throw new Error("no credits were handed over");
    return line(each.charge.id, each.netMinor, each.taxRatePercent);
  });
  return { lines, isVoid: false };
};

const charges = fc
  .array(
    fc.record({
      amountMinor: fc.bigInt({ min: -60_000n, max: 60_000n }).filter((amount) => amount !== 0n),
      taxRatePercent: fc.constantFrom(null, "0", "7.25", "20"),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((list): Charge[] => list.map((charge, position) => ({ id: `${position}`, ...charge })));

const deeds = fc.array(
  fc.record({
    deed: fc.constantFrom("invoice", "void", "credit", "credit-open" as const),
    /** Which document, or which of the charges are looked at. */
    pick: fc.nat(),
  }),
  { maxLength: 12 },
);

describe("charges and documents", () => {
  it("amount = documents + open at all times, and open never leaves its charge", () => {
    fc.assert(
      fc.property(charges, deeds, (charges, deeds) => {
        const documents: Entry[] = [];
        const credited = new Set<Entry>();
        for (const { deed, pick } of deeds) {
          const openBefore = charges.map((charge) => openOf(charge, documents));
          const standing = documents.filter((entry) => !entry.isVoid && !credited.has(entry));
          const chosen = standing[pick % Math.max(1, standing.length)];
          const chosenCharges = charges.filter((_, position) => (pick >> position) % 2 === 0);
          if (deed === "invoice") {
            const made = invoiced(chosenCharges, documents);
            if (made) documents.push(made);
          } else if (deed === "credit-open") {
            const lines = chosenCharges
              .map((charge) => line(charge.id, openOf(charge, documents), charge.taxRatePercent))
              .filter(({ amountMinor }) => amountMinor < 0n);
            if (lines.length > 0) documents.push({ lines: creditOpen(lines).lines, isVoid: false });
          } else if (chosen && deed === "credit") {
            credited.add(chosen);
            documents.push({ lines: creditWholeInvoice(chosen.lines).lines, isVoid: false });
            credited.add(documents.at(-1)!);
          } else if (chosen && deed === "void") {
            chosen.isVoid = true;
          }
          for (const [position, charge] of charges.entries()) {
            const open = openOf(charge, documents);
            const [low, high] = charge.amountMinor < 0n ? [charge.amountMinor, 0n] : [0n, charge.amountMinor];
            expect(low <= open && open <= high).toBe(true);
            const restored = chosen?.lines.find(({ chargeId }) => chargeId === charge.id)?.amountMinor ?? 0n;
            if (deed === "void" || deed === "credit") expect(open).toBe(openBefore[position]! + restored);
          }
        }
      }),
      RUNS,
    );
  });

  it("a void and a re-bill give the same invoice, and so do a credit note and a re-bill", () => {
    fc.assert(
      fc.property(charges, fc.constantFrom("void", "credit"), (charges, way) => {
        const first = invoiced(charges, []);
        if (!first) return;
        const after: Entry[] =
          way === "void"
            ? [{ ...first, isVoid: true }]
            : [first, { lines: creditWholeInvoice(first.lines).lines, isVoid: false }];
        expect(invoiced(charges, after)).toEqual(first);
      }),
      RUNS,
    );
  });
});

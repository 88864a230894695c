import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composeInvoice, type InvoiceableCharge, type OpenCredit, totalsOf } from "./invoice";
import { RUNS } from "./ledger.fixture";
import { sumMinor } from "./money";

const charge = (
  id: string,
  amountMinor: bigint,
  taxRatePercent: string | null = null,
): InvoiceableCharge => ({
  id,
  kind: "regular",
  amountMinor,
  taxRatePercent,
});
const credit = (id: string, amountMinor: bigint, taxRatePercent: string | null = null): OpenCredit => ({
  id,
  amountMinor,
  taxRatePercent,
});

function invoiceOf(charges: InvoiceableCharge[], credits: OpenCredit[] = []) {
  const composed = composeInvoice(charges, credits);
  if (composed.outcome !== "invoice") throw new Error("an invoice was expected");
  return composed.invoice;
}

describe("tax per rate on the rounded net (R29)", () => {
  it.each([
    ["three lines of 0.33 at 10 %: on the sum, not per line", ["33", "33", "33"], "10", 10n],
    ["half a cent goes away from zero", ["50"], "1", 1n],
    ["a rate of three decimals", ["10000"], "8.875", 888n],
    ["no rate, no tax", ["10000"], null, 0n],
  ] as const)("%s", (_, amounts, rate, taxMinor) => {
    const charges = amounts.map((amount, position) => charge(`${position}`, BigInt(amount), rate));
    expect(invoiceOf(charges).taxMinor).toBe(taxMinor);
  });

  it("keeps rates apart and adds them up", () => {
    const invoice = invoiceOf([
      charge("a", 10_000n, "20"),
      charge("b", 4_000n, "5"),
      charge("c", 1_000n),
      charge("d", 1_000n, "5.0000"),
    ]);
    expect(invoice.taxes).toEqual([
      { taxRatePercent: "20", netMinor: 10_000n, taxMinor: 2_000n },
      { taxRatePercent: "5", netMinor: 5_000n, taxMinor: 250n },
    ]);
    expect(invoice).toMatchObject({ netMinor: 16_000n, taxMinor: 2_250n, grossMinor: 18_250n });
  });
});

describe("credits", () => {
  it("lower the invoice at the rate of the charge they correct", () => {
    const invoice = invoiceOf([charge("july", 10_000n, "20"), charge("june", -367n, "20")]);
    expect(invoice).toMatchObject({ netMinor: 9_633n, taxMinor: 1_927n, grossMinor: 11_560n, rests: [] });
  });

  it("are split where they exceed the invoice, and the rest stays open", () => {
    const earlier = credit("c1", 8_000n);
    const invoice = invoiceOf([charge("july", 10_000n), charge("june", -5_000n)], [earlier]);
    expect(invoice.lines.map((line) => line.netMinor)).toEqual([10_000n, -8_000n, -2_000n]);
    expect(invoice.netMinor).toBe(0n);
    expect(invoice.rests).toEqual([
      { from: "charge", charge: expect.objectContaining({ id: "june" }), openMinor: 3_000n },
    ]);
  });

  it("never make the gross negative either: a taxed credit against an untaxed charge", () => {
    const invoice = invoiceOf([charge("july", 10_000n)], [credit("c1", 10_000n, "20")]);
    expect(invoice).toMatchObject({ netMinor: 1_667n, taxMinor: -1_667n, grossMinor: 0n });
    expect(invoice.rests).toMatchObject([{ openMinor: 1_667n }]);
  });

  it("alone make no invoice: they stay open", () => {
    const composed = composeInvoice([charge("june", -367n)], [credit("c1", 100n)]);
    expect(composed).toEqual({
      outcome: "nothing-to-invoice",
      rests: [
        { from: "credit", credit: credit("c1", 100n), openMinor: 100n },
        { from: "charge", charge: charge("june", -367n), openMinor: 367n },
      ],
    });
  });

  it("of nothing make nothing", () => {
    expect(composeInvoice([], [])).toEqual({ outcome: "nothing-to-invoice", rests: [] });
    expect(composeInvoice([charge("a", 0n)], [])).toEqual({ outcome: "nothing-to-invoice", rests: [] });
  });

  it("leave entries of 0.00 on the invoice, as lines of charges", () => {
    const { lines, rests } = invoiceOf([charge("a", 0n), charge("b", 500n)], [credit("c1", 100n)]);
    expect(lines.map(({ from, netMinor }) => [from, netMinor])).toEqual([
      ["charge", 0n],
      ["charge", 500n],
      ["credit", -100n],
    ]);
    expect(rests).toEqual([]);
  });

  it("that come too late are no line, and stay open whole", () => {
    const { lines, rests } = invoiceOf([charge("a", 500n)], [credit("c1", 500n), credit("c2", 100n)]);
    expect(lines.map(({ netMinor }) => netMinor)).toEqual([500n, -500n]);
    expect(rests).toEqual([{ from: "credit", credit: credit("c2", 100n), openMinor: 100n }]);
  });

  it("without tax never make the net negative, though tax is left of the gross", () => {
    const invoice = invoiceOf([charge("july", 10_000n, "20")], [credit("c1", 11_000n)]);
    expect(invoice).toMatchObject({ netMinor: 0n, taxMinor: 2_000n, grossMinor: 2_000n });
    expect(invoice.rests).toMatchObject([{ openMinor: 1_000n }]);
  });
});

const rate = fc.constantFrom(null, "0", "7.25", "20", "33.3333");
const charges = fc.array(
  fc
    .record({ amountMinor: fc.bigInt({ min: -50_000n, max: 50_000n }), taxRatePercent: rate })
    .map(({ amountMinor, taxRatePercent }) => charge("charge", amountMinor, taxRatePercent)),
  { maxLength: 8 },
);
const openCredits = fc.array(
  fc
    .record({ amountMinor: fc.bigInt({ min: 1n, max: 90_000n }), taxRatePercent: rate })
    .map(({ amountMinor, taxRatePercent }) => credit("credit", amountMinor, taxRatePercent)),
  { maxLength: 4 },
);

describe("every invoice", () => {
  it("has no negative net or gross, and loses no cent of charge or credit", () => {
    fc.assert(
      fc.property(charges, openCredits, (charges, credits) => {
        const composed = composeInvoice(charges, credits);
        const lines = composed.outcome === "invoice" ? composed.invoice.lines : [];
        const rests = composed.outcome === "invoice" ? composed.invoice.rests : composed.rests;
        const totals = totalsOf(lines);
        expect(totals.netMinor >= 0n && totals.grossMinor >= 0n).toBe(true);
        const given =
          sumMinor(charges.map((each) => each.amountMinor)) -
          sumMinor(credits.map((each) => each.amountMinor));
        expect(totals.netMinor - sumMinor(rests.map((rest) => rest.openMinor))).toBe(given);
      }),
      RUNS,
    );
  });

  it("uses a credit as far as it goes: one more minor unit would be too much", () => {
    fc.assert(
      fc.property(charges, openCredits, (charges, credits) => {
        const composed = composeInvoice(charges, credits);
        if (composed.outcome !== "invoice") return;
        const [rest] = composed.invoice.rests;
        if (rest === undefined) return;
        const { taxRatePercent } = rest.from === "credit" ? rest.credit : rest.charge;
        const { netMinor, grossMinor } = totalsOf([
          ...composed.invoice.lines,
          { netMinor: -1n, taxRatePercent },
        ]);
        expect(netMinor < 0n || grossMinor < 0n).toBe(true);
      }),
      RUNS,
    );
  });
});

import { describe, expect, it } from "vitest";
import { digestHtml, digestText } from "./digest-layout";
import type { Digest, DigestLine } from "./digest-line";
import { digestWords } from "./digest-words";
import { headerText } from "./email-address";

const CHANGED: DigestLine = {
  lineId: "line-1",
  name: "Microsoft 365 seats",
  outcome: "changed",
  from: "10",
  to: "11",
  perPeriod: "10.00",
  explanation: {
    sentence: "+1: Seats of Microsoft 365 Business Premium 6 → 7",
    ruleChangedBy: null,
    override: null,
    moves: [{ label: "Microsoft 365 Business Premium", from: "6", to: "7", why: "edited" }],
  },
  reasons: [],
};
const HELD: DigestLine = {
  ...CHANGED,
  lineId: "line-2",
  name: "Workstations",
  outcome: "held",
  from: "40",
  to: "0",
  perPeriod: "-800.00",
  explanation: null,
  reasons: ["The count fell from 40 to 0"],
};
const FAILED: DigestLine = {
  ...HELD,
  lineId: "line-3",
  name: "Backups",
  outcome: "not-counted",
  from: null,
  to: null,
  perPeriod: null,
  reasons: ["No IT Glue organization is linked to the account"],
};
const DIGEST: Digest = {
  contractId: "contract-1",
  contractName: "Managed IT",
  contractNumber: 7,
  accountName: "RK Fabrics",
  currency: "USD",
  billingCycle: "monthly",
  businessOn: "2026-06-10",
  isLater: false,
  lines: [CHANGED, HELD, FAILED],
};

const ORIGIN = "https://flexbill.example.com";
const words = (digest: Partial<Digest> = {}, origin: string | null = ORIGIN) =>
  digestWords({ ...DIGEST, ...digest }, origin);
const line = (values: Partial<DigestLine>) => words({ lines: [{ ...CHANGED, ...values }] }).lines[0]!;

describe("the message of a night", () => {
  it("tells each line: units, money, why, what is held and what failed, with a link", () => {
    expect(digestText(words())).toBe(`Managed IT of RK Fabrics
Contract 7. In the count of Jun 10, 2026, units changed on 1 line, 1 line is held, 1 line could not be counted.

Microsoft 365 seats
  10 → 11 units
  +10.00 USD per whole month
  Why: +1: Seats of Microsoft 365 Business Premium 6 → 7
    - Microsoft 365 Business Premium: 6 → 7 (edited)
  https://flexbill.example.com/finance/contracts/contract-1/services/line-1

Workstations
  Held: 40 → 0 units waits for a decision. Billed on as before, with a count of 40.
  -800.00 USD per whole month, if it is approved
  Reason: The count fell from 40 to 0
  https://flexbill.example.com/finance/contracts/contract-1/services/line-2

Backups
  Not counted. The line has no units yet.
  Reason: No IT Glue organization is linked to the account
  https://flexbill.example.com/finance/contracts/contract-1/services/line-3

The contract: https://flexbill.example.com/finance/contracts/contract-1
You get this because your address is among the contract's unit-change notifications.
`);
  });

  it("says in its subject whose units, what happened and when", () => {
    expect(words({ lines: [CHANGED, CHANGED] }).subject).toBe(
      "RK Fabrics: units changed on 2 lines (Managed IT, Jun 10, 2026)",
    );
    expect(words({ lines: [HELD, HELD] }).subject).toBe(
      "RK Fabrics: 2 lines are held (Managed IT, Jun 10, 2026)",
    );
  });

  it("has a subject that a header can hold, whatever a contract is called", () => {
    const { subject } = words({ contractName: `Eve\r\nBcc: eve@example.com ${"x".repeat(300)}` });
    expect(subject).toBe(headerText(subject));
    expect(subject).not.toMatch(/[\r\n]/);
  });

  it("has no links where nobody knows the app's address", () => {
    expect(digestText(words({}, null))).not.toMatch(/http|contract-1/);
    expect(digestHtml(words({}, null))).not.toContain("<a");
  });

  it("lists a hundred lines, and says how many more there are", () => {
    const { lines, outro } = words({ lines: Array.from({ length: 123 }, () => CHANGED) });
    expect(lines).toHaveLength(100);
    expect(outro).toEqual([
      "23 more lines are on the contract's page.",
      `The contract: ${ORIGIN}/finance/contracts/contract-1`,
      "You get this because your address is among the contract's unit-change notifications.",
    ]);
  });

  it("ends without a link where nobody knows the app's address", () => {
    expect(digestText(words({ lines: [FAILED] }, null))).toBe(`Managed IT of RK Fabrics
Contract 7. In the count of Jun 10, 2026, 1 line could not be counted.

Backups
  Not counted. The line has no units yet.
  Reason: No IT Glue organization is linked to the account

You get this because your address is among the contract's unit-change notifications.
`);
  });

  it("says that it is a later one", () => {
    expect(words({ isLater: true }).intro).toContain("the count was taken up again");
  });
});

describe("a line of it", () => {
  it.each([
    ["a first count", { from: null }, "11 units, the first count"],
    ["units that cost nothing more", { perPeriod: "0.00" }, "No change of the price per whole month"],
    ["fewer units", { perPeriod: "-20.00" }, "-20.00 USD per whole month"],
    ["units that cost a little more", { perPeriod: "0.05" }, "+0.05 USD per whole month"],
    [
      "a held change without its units",
      { outcome: "held" as const, to: null },
      "Held: a change waits for a decision. Billed on as before, with a count of 10.",
    ],
  ])("tells %s", (_what, values, fact) => {
    expect(line(values).facts).toContain(fact);
  });

  it("says nothing of money where none is known", () => {
    expect(line({ perPeriod: null }).facts.join()).not.toContain("USD");
  });

  it("says nothing of units that nobody knows", () => {
    expect(line({ to: null, perPeriod: null, explanation: null }).facts).toEqual([]);
  });

  it("names who changed the rule, and what is billed in the count's place", () => {
    const { facts } = line({
      explanation: {
        ...CHANGED.explanation!,
        ruleChangedBy: { name: "Nora" },
        override: { units: "12", throughOn: "2026-06-30", reason: "Agreed", name: "Omar" },
      },
    });
    expect(facts).toContain("The rule was changed by Nora");
    expect(facts).toContain("12 units are billed in its place through Jun 30, 2026, set by Omar: Agreed");
  });

  it("lists twenty assets, and says how many more there are", () => {
    const moves = Array.from({ length: 23 }, (_, number) => ({
      label: `Asset ${number}`,
      from: null,
      to: "1",
      why: "added",
    }));
    const shown = line({ explanation: { ...CHANGED.explanation!, moves } }).moves;
    expect(shown).toHaveLength(21);
    expect(shown.slice(-2)).toEqual(["Asset 19: – → 1 (added)", "3 more are on the line's page"]);
    const twenty = line({ explanation: { ...CHANGED.explanation!, moves: moves.slice(0, 20) } }).moves;
    expect(twenty).toHaveLength(20);
    const gone = [{ label: "Asset", from: "1", to: null, why: "deleted" }];
    expect(line({ explanation: { ...CHANGED.explanation!, moves: gone } }).moves).toEqual([
      "Asset: 1 → – (deleted)",
    ]);
  });
});

describe("the HTML of it", () => {
  it("is one whole document", () => {
    const moves = ["A", "B"].map((label) => ({ label, from: "1", to: "2", why: "edited" }));
    const told = words({ lines: [{ ...CHANGED, explanation: { ...CHANGED.explanation!, moves } }] }, null);
    const p = '<p style="margin:4px 0">';
    expect(digestHtml({ ...told, subject: "S", title: "T", intro: "I", outro: ["O"] })).toBe(
      `<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>S</title></head>
<body style="font-family:system-ui,sans-serif;font-size:14px;line-height:1.5;max-width:640px">
<h1 style="font-size:20px;margin:0 0 8px">T</h1>${p}I</p>
<h2 style="font-size:16px;margin:24px 0 4px">Microsoft 365 seats</h2>${p}10 → 11 units</p>\
${p}+10.00 USD per whole month</p>${p}Why: +1: Seats of Microsoft 365 Business Premium 6 → 7</p>\
<ul><li>A: 1 → 2 (edited)</li><li>B: 1 → 2 (edited)</li></ul>
<hr style="margin:24px 0">
${p}O</p>
</body></html>`,
    );
    const plain = words({ lines: [{ ...CHANGED, explanation: null }] });
    expect(digestHtml(plain)).toContain(`month</p>\n<hr`);
  });

  it("holds the same words as the text", () => {
    const html = digestHtml(words());
    for (const { heading, facts } of words().lines)
      for (const part of [heading, ...facts]) expect(html).toContain(part);
    expect(html).toContain(
      '<a href="https://flexbill.example.com/finance/contracts/contract-1/services/line-1">',
    );
  });

  it("takes no name for markup", () => {
    const html = digestHtml(
      words({
        contractName: "<script>alert(1)</script>",
        lines: [{ ...CHANGED, name: `"><img src=x onerror='x'>` }],
      }),
    );
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).toContain("&quot;&gt;&lt;img src=x onerror=&#39;x&#39;&gt;");
  });

  it("takes nothing that others wrote for markup, wherever it stands", () => {
    const evil = "<b>x</b>";
    const told: DigestLine = {
      ...CHANGED,
      name: evil,
      explanation: {
        sentence: evil,
        ruleChangedBy: { name: evil },
        override: { units: "1", throughOn: "2026-06-30", reason: evil, name: evil },
        moves: [{ label: evil, from: "1", to: "2", why: evil }],
      },
      reasons: [evil],
    };
    const html = digestHtml(words({ accountName: evil, contractName: evil, lines: [told] }));
    expect(html).not.toContain("<b>");
    expect(html.match(/&lt;b&gt;/g)!.length).toBeGreaterThanOrEqual(11);
  });

  it("loads nothing from anywhere", () => {
    expect(digestHtml(words())).not.toMatch(/<(script|img|link|iframe|object)|src=|url\(/i);
  });
});

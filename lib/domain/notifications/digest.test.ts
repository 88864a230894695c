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

  it("says that it is a later one", () => {
    expect(words({ isLater: true }).intro).toContain("the count was taken up again");
  });
});

describe("a line of it", () => {
  it.each([
    ["a first count", { from: null }, "11 units, the first count"],
    ["units that cost nothing more", { perPeriod: "0.00" }, "No change of the price per whole month"],
    ["fewer units", { perPeriod: "-20.00" }, "-20.00 USD per whole month"],
  ])("tells %s", (_what, values, fact) => {
    expect(line(values).facts).toContain(fact);
  });

  it("says nothing of money where none is known", () => {
    expect(line({ perPeriod: null }).facts.join()).not.toContain("USD");
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
  });
});

describe("the HTML of it", () => {
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

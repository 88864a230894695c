import { describe, expect, it } from "vitest";
import { createContractInput, editContractInput } from "./contracts";

const CONTRACT = {
  accountId: "00000000-0000-4000-8000-000000000001",
  name: "Managed IT",
  referenceNumber: "",
  billingCycle: "monthly",
  alignment: "contract-start",
  anchorDay: null,
  issueInvoiceOn: "start",
  startOn: "2026-06-01",
  endOn: "2027-05-31",
  billedElsewhereThroughOn: "",
  currency: "USD",
};

function faults(typed: object): string[] {
  const parsed = createContractInput.safeParse({ ...CONTRACT, ...typed });
  return parsed.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
}

describe("the e-mail addresses of a contract", () => {
  it("are taken from a pasted list, each once, and stay as they are when read again", () => {
    const parsed = createContractInput.parse({
      ...CONTRACT,
      isNotificationEnabled: true,
      notificationEmails: "ada@example.com, grace@example.com\nADA@example.com;lin@example.com",
    });
    const addresses = ["ada@example.com", "grace@example.com", "lin@example.com"];
    expect(parsed.notificationEmails).toEqual(addresses);
    expect(createContractInput.parse({ ...CONTRACT, ...parsed }).notificationEmails).toEqual(addresses);
  });

  it("are refused by name where they are none", () => {
    expect(faults({ notificationEmails: "ada@example.com, ada@example" })).toEqual([
      "notificationEmails: “ada@example” is not an e-mail address; correct it, such as name@example.com, or take it out",
    ]);
    expect(faults({ notificationEmails: ["a b"] })).toEqual([
      "notificationEmails: “a”, “b” are not e-mail addresses; correct them, such as name@example.com, or take them out",
    ]);
  });

  it("are twenty at most", () => {
    const many = Array.from({ length: 21 }, (_, index) => `a${index}@example.com`);
    expect(faults({ notificationEmails: many.slice(1) })).toEqual([]);
    expect(faults({ notificationEmails: many })).toEqual([
      expect.stringMatching(/^notificationEmails: At most 20 addresses are told, and these are 21/),
    ]);
  });

  it("are needed where notifications are on, and only there", () => {
    expect(faults({ isNotificationEnabled: true, notificationEmails: " \n" })).toEqual([
      "notificationEmails: Enter at least one e-mail address, or turn Unit-change notifications off",
    ]);
    expect(faults({ isNotificationEnabled: false, notificationEmails: "" })).toEqual([]);
  });
});

describe("auto-renew", () => {
  it("needs an end date", () => {
    expect(faults({ isAutoRenewed: true })).toEqual([]);
    expect(faults({ isAutoRenewed: true, endOn: "" })).toEqual([
      "endOn: A contract renews at its end date: enter one, or turn Auto-renew off",
    ]);
  });
});

describe("an edit", () => {
  it("may leave the header out", () => {
    const { accountId: _kept, ...facts } = CONTRACT;
    const parsed = editContractInput.parse({ ...facts, contractId: CONTRACT.accountId, version: 1 });
    expect(parsed).not.toHaveProperty("sla");
    expect(parsed).not.toHaveProperty("notificationEmails");
  });
});

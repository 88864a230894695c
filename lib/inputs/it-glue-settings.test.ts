import { describe, expect, it } from "vitest";
import {
  itGlueSettingsForm,
  itGlueSettingsInput,
  personalKeyInput,
  subdomainInput,
} from "./it-glue-settings";

const HOW_TO = "for https://northwind.itglue.com type northwind";
const messageOf = (typed: string) => subdomainInput.safeParse(typed).error?.issues[0]?.message;

describe("subdomain", () => {
  it.each(["northwind", "north-wind", "n", "0bluefin9", "a".repeat(63)])("takes %s", (typed) => {
    expect(subdomainInput.parse(typed)).toBe(typed);
  });

  it("folds case and blanks around, which mean nothing in a host name", () => {
    expect(subdomainInput.parse("  NorthWind ")).toBe("northwind");
  });

  it.each([
    ["https://northwind.itglue.com", "A web address does not go here."],
    ["http://northwind", "A web address does not go here."],
    ["northwind/", "A web address does not go here."],
    ["northwind.itglue.com", "Leave out the dot and all that follows."],
    ["northwind.", "Leave out the dot and all that follows."],
    ["north wind", "A subdomain has no spaces."],
    ["north\twind", "A subdomain has no spaces."],
    ["", "Enter the first part of your IT Glue address"],
    ["   ", "Enter the first part of your IT Glue address"],
    ["north_wind", "A subdomain has only the letters"],
    ["northwind@evil", "A subdomain has only the letters"],
    ["-northwind", "A subdomain has only the letters"],
    ["northwind-", "A subdomain has only the letters"],
    ["nörthwind", "A subdomain has only the letters"],
    ["a".repeat(64), "A subdomain has only the letters"],
  ])("refuses %j and says what to type", (typed, beginning) => {
    expect(messageOf(typed)).toContain(beginning);
    expect(messageOf(typed)).toContain(HOW_TO);
  });
});

describe("settings", () => {
  const typed = {
    isEnabled: true,
    subdomain: "northwind",
    server: "us",
    apiKey: " ITG.key ",
    isTwoWaySyncEnabled: false,
    version: 0,
  };

  it("takes a key without the blanks that copying leaves around it", () => {
    expect(itGlueSettingsInput.parse(typed).apiKey).toBe("ITG.key");
  });

  it("takes a blank key, which keeps the stored one", () => {
    expect(itGlueSettingsInput.parse({ ...typed, apiKey: "" }).apiKey).toBe("");
  });

  it.each(["ITG. key", "ITG.\nkey", "ITG.kéy"])("refuses the key %j, which no header can carry", (apiKey) => {
    const { error } = itGlueSettingsInput.safeParse({ ...typed, apiKey });
    expect(error?.issues).toEqual([expect.objectContaining({ path: ["apiKey"] })]);
  });

  it("refuses a server that is not on the list: the host comes from nowhere else", () => {
    const { error } = itGlueSettingsInput.safeParse({ ...typed, server: "https://evil.example" });
    expect(error?.issues).toEqual([
      expect.objectContaining({
        path: ["server"],
        message: "Choose the server your IT Glue account is on.",
      }),
    ]);
  });

  const choices = {
    countingIdentity: "api-key",
    countingUserId: null,
    syncedTypeIds: null,
    syncedStatusIds: ["9", "10", "9"],
    accountDefaults: { currency: " usd ", taxRatePercent: "8.250", paymentTermDays: "30" },
  };

  it("reads its own answer the same: the form, the action and the command each parse", () => {
    const { version: _, ...form } = { ...typed, ...choices };
    const once = itGlueSettingsForm.parse(form);
    expect(once).toMatchObject({
      syncedStatusIds: ["10", "9"],
      accountDefaults: { currency: "USD", taxRatePercent: "8.25", paymentTermDays: 30 },
    });
    expect(itGlueSettingsForm.parse(once)).toEqual(once);
    expect(itGlueSettingsInput.parse({ ...once, version: 0 })).toEqual({ ...once, version: 0 });
  });

  it("may leave choices out of a save, never out of the form", () => {
    const { version: _, ...form } = typed;
    expect(itGlueSettingsInput.parse(typed)).not.toHaveProperty("syncedTypeIds");
    expect(itGlueSettingsForm.safeParse(form).success).toBe(false);
  });

  it.each([
    [{ countingIdentity: "user", countingUserId: null }, "countingUserId", "Choose whose connection counts"],
    [{ countingUserId: "everybody" }, "countingUserId", "not the id of a record"],
    [{ syncedTypeIds: [] }, "syncedTypeIds", "or let all types take part"],
    [{ syncedStatusIds: [] }, "syncedStatusIds", "or let all statuses take part"],
    [{ syncedTypeIds: ["1 OR 1=1"] }, "syncedTypeIds.0", "not the id of an organization type"],
  ])("refuses the choices %j at the field", (change, path, words) => {
    const { error } = itGlueSettingsInput.safeParse({ ...typed, ...choices, ...change });
    expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
    expect(error?.issues[0]?.message).toContain(words);
  });

  it("asks for a personal key", () => {
    expect(personalKeyInput.safeParse({ apiKey: " " }).error?.issues[0]?.message).toBe(
      "Enter your own IT Glue API key.",
    );
  });
});

import { describe, expect, it } from "vitest";
import type { ItGlueVerdict } from "@/lib/queries/it-glue-settings-verdict";
import { verdictInWords } from "./verdict-words";

const words = (verdict: ItGlueVerdict) => verdictInWords(verdict, "Northwind MSP");

describe("the verdict in words", () => {
  it("says healthy and who answers", () => {
    expect(words({ state: "healthy", at: null })).toEqual({
      tone: "ok",
      title: "Healthy",
      text: "IT Glue answers as “Northwind MSP”.",
    });
  });

  it.each([
    ["forbidden", /refused the API key.*Make a new key/],
    ["other-account", /another IT Glue account.*Enter a key of “Northwind MSP”/],
    ["network", /over the network.*machine Flexbill runs on/],
    ["rate-limited", /Too many calls.*passes within five minutes/],
    ["timeout", /did not answer in time.*tried again by itself/],
    ["something-new", /did not answer as expected.*Test the connection/],
  ])("of a failure of %s says what it is, that money stays, and what to do", (code, expected) => {
    const { tone, text } = words({ state: "failing", code, at: "2026-06-01T13:00:00.000Z" });
    expect(tone).toBe("bad");
    expect(text).toMatch(expected);
    expect(text).toContain("Units and money stay as they were.");
  });

  it("names the person who no longer counts, and both ways on", () => {
    const { title, text } = words({ state: "identity-lost", userName: "Nora", status: "needs-reconnect" });
    expect(title).toBe("Nothing is counted");
    expect(text).toContain("counted as Nora, whose connection it no longer accepts. Units and money stay");
    expect(text).toContain(
      "Nora connects again under My Settings > Integrations, or you choose who counts below.",
    );
    const disabled = words({ state: "identity-lost", userName: "Nora", status: "disabled" });
    expect(disabled.text).toMatch(/no longer has access.*You choose who counts below\.$/);
  });

  it("counts the days to the end of an unused key, and tells when it may be over", () => {
    expect(words({ state: "key-unused", unusedDays: 80 }).title).toBe(
      "The API key will be revoked in 10 days",
    );
    expect(words({ state: "key-unused", unusedDays: 90 })).toMatchObject({
      title: "The API key has not been used for 90 days",
      text: expect.stringContaining("if the key is refused, make a new one"),
    });
  });
});

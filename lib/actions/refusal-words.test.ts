import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CommandRefused, type RefusalCode } from "@/lib/commands/refusal";
import { refusalInWords } from "./refusal-words";

const source = readFileSync("lib/commands/refusal.ts", "utf8");
const codes = [...source.matchAll(/\| "([a-z-]+)"/g)].map(([, code]) => code as RefusalCode);

describe("a refusal in words", () => {
  it.each(codes)("%s says what happened and, unless the fields do, what to do", (code) => {
    const { message, fix } = refusalInWords(new CommandRefused(code));
    expect(message).toMatch(/^[A-Z“].*\.$/);
    expect(message).not.toMatch(/undefined|\[object/);
    if (code !== "invalid") expect(typeof fix === "object" ? fix.label : fix).toMatch(/^[A-Z].*\.$/);
  });

  it("prefers the command's own words, and points at fields only where there are some", () => {
    const own = new CommandRefused("invalid", { message: "This contract is inactive: activate it first." });
    expect(refusalInWords(own)).toEqual({
      code: "invalid",
      message: "This contract is inactive: activate it first.",
    });
    const fields = [{ path: "startOn", message: "Too early" }];
    expect(refusalInWords(new CommandRefused("invalid", {}, fields))).toEqual({
      code: "invalid",
      message: "Some of what you entered cannot be saved.",
      fix: "Correct the marked fields and save again.",
      fields,
    });
  });

  it("names who came first", () => {
    const { message } = refusalInWords(
      new CommandRefused("changed-meanwhile", { what: "contract", who: "Nora" }),
    );
    expect(message).toBe("Nora changed this contract while you had it open. Nothing was saved.");
  });
});

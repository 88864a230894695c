import { describe, expect, it } from "vitest";
import { ownPath } from "./own-path";

describe("where a person goes after signing in", () => {
  it.each(["/", "/finance/contracts", "/crm/accounts?q=acme&page=2#top", "/a%2Fb"])("keeps %s", (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/..//evil.example",
    "javascript:alert(1)",
    "evil",
    "",
    null,
    undefined,
    ["/finance"],
  ])("never follows %j", (wanted) => expect(ownPath(wanted)).toBe("/"));
});

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";

/** Every export of a "use server" file is a public endpoint: this test knows each, and calls it as nobody. */
vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => ({ set: () => undefined, get: () => undefined }),
}));

/** What must work without a session: the way in and the way out. */
const OPEN = ["signInAction", "singleSignOnAction", "signOutAction"];

const sources = ["app", "lib", "inngest"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => join(folder, file))
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file)),
);
const files = sources.filter((file) => file.startsWith("app") && file.endsWith("/actions.ts"));

describe("the actions of this application", () => {
  it("are found, and no file is a server file by another name", () => {
    expect(files.length).toBeGreaterThan(3);
    const serverFiles = sources.filter((file) => /^\s*["']use server["']/m.test(readFileSync(file, "utf8")));
    expect(serverFiles.sort()).toEqual([...files].sort());
  });

  it.each(files)(
    "%s exports safe actions alone, which refuse everyone who is not signed in",
    async (file) => {
      expect(readFileSync(file, "utf8")).toMatch(/^"use server";/);
      const exported = Object.entries(
        (await import(/* @vite-ignore */ resolve(file))) as Record<string, unknown>,
      );
      expect(exported.length).toBeGreaterThan(0);
      for (const [name, action] of exported) {
        expect(name).toMatch(/^[a-z]\w*Action$/);
        expect(action).toBeTypeOf("function");
        if (OPEN.includes(name)) continue;
        const answer = await (action as (input: unknown) => Promise<unknown>)({});
        expect(answer, name).toMatchObject({ serverError: { code: "signed-out" } });
      }
    },
    // Each file brings the commands behind it along.
    30_000,
  );
});

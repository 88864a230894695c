import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { controlAction } from "./control-actions";
import { FAULT_KINDS } from "./faults";
import { STRICT_UNKNOWN } from "./fidelity";
import { DEFAULT_SWITCHES } from "./switches";

const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
const section = readme.slice(readme.indexOf("\n## The emulator\n")).split(/\n## (?!The emulator)/)[0] ?? "";

describe("what the emulator says of itself", () => {
  it("names no switch that there is not, and each question once", () => {
    const named = STRICT_UNKNOWN.flatMap(({ here }) =>
      [...here.matchAll(/switch (\w+)/g)].map(([, name]) => name ?? ""),
    );
    expect(named.filter((name) => !(name in DEFAULT_SWITCHES))).toEqual([]);
    expect(named.length).toBeGreaterThan(5);
    const questions = STRICT_UNKNOWN.map(({ question }) => question);
    expect(new Set(questions).size).toBe(questions.length);
  });

  it("names every switch, fault and control action in the README", () => {
    const words = new Set([...section.matchAll(/`([\w-]+)`/g)].map(([, word]) => word));
    expect(Object.keys(DEFAULT_SWITCHES).filter((name) => !words.has(name))).toEqual([]);
    expect(FAULT_KINDS.filter((name) => !words.has(name))).toEqual([]);
    const [immediate, schedule] = controlAction.options;
    const actions = [...immediate.options, schedule].map(({ shape }) => shape.action.value);
    expect(actions.filter((name) => !words.has(name))).toEqual([]);
  });

  it("shows only control actions that are taken", () => {
    const bodies = [...section.matchAll(/-d '(\{"action".*?\})'/g)].map(([, body]) => JSON.parse(body ?? ""));
    expect(bodies.length).toBeGreaterThan(3);
    for (const body of bodies) expect(controlAction.safeParse(body).error).toBeUndefined();
  });
});

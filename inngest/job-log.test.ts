import { DrizzleQueryError } from "drizzle-orm";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { jobLog } from "./job-log";

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => vi.restoreAllMocks());

it("writes one line of JSON with message and cause", () => {
  jobLog.error({ err: new Error("Invalid signature"), method: "POST" }, "Signature validation failed");
  expect(JSON.parse(lines[0]!)).toEqual({
    time: expect.any(String),
    level: "error",
    component: "jobs",
    message: "Signature validation failed",
    cause: "Error: Invalid signature",
  });
});

it("keeps the values of a failed query out of the log", () => {
  jobLog.error({ err: new DrizzleQueryError("insert into t values ($1)", ["ITG.secret"]) }, "step error");
  expect(lines[0]).toContain("insert into t");
  expect(lines[0]).not.toContain("ITG.secret");
});

it("leaves out what only helps to debug the SDK", () => {
  jobLog.info("started");
  jobLog.debug("details");
  expect(lines).toEqual([]);
});

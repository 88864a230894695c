import { DrizzleQueryError } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { DatabaseUnavailable } from "@/db/database";
import type { Session } from "@/lib/auth/session";
import type { Actor, CommandContext } from "@/lib/commands/context";
import { CommandRefused } from "@/lib/commands/refusal";
import { authorizedAction } from "./safe-action";

const signedIn = vi.hoisted(() => ({ session: null as Session | null }));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: ({ user, sessionId }: Session) => ({
    scope: { tenantId: "t1" },
    actor: { kind: "user", userId: user.id, name: user.name, role: user.role, sessionId } satisfies Actor,
  }),
}));

const session = {
  user: { id: "u1", name: "Nora", email: "nora@example.com", role: "Finance Manager" },
  sessionId: "s1",
} as Session;
let logged: string[];
beforeEach(() => {
  signedIn.session = session;
  logged = [];
  vi.spyOn(console, "error").mockImplementation((line: string) => void logged.push(line));
});
afterEach(() => vi.restoreAllMocks());

const schema = z.object({
  name: z.string().min(1, "Enter a name"),
  conditions: z.array(z.object({ values: z.array(z.string()).min(1, "Enter a value") })).default([]),
});
const failing = (error: unknown) =>
  authorizedAction("view").action(async () => {
    throw error;
  });

describe("an authorized action", () => {
  it("hands on what was parsed, the session and the command's context", async () => {
    const action = authorizedAction("billing.post")
      .inputSchema(schema)
      .action(async ({ parsedInput, ctx }) => ({
        name: parsedInput.name,
        email: ctx.session.user.email,
        actor: (ctx.command as CommandContext).actor,
      }));
    expect(await action({ name: "Acme" })).toEqual({
      data: {
        name: "Acme",
        email: "nora@example.com",
        actor: { kind: "user", userId: "u1", name: "Nora", role: "Finance Manager", sessionId: "s1" },
      },
    });
  });

  it("looks at nothing a visitor without session or permission sends", async () => {
    const looked = vi.fn(() => true);
    const work = vi.fn(async () => "done");
    const action = authorizedAction("users.manage").inputSchema(z.string().refine(looked)).action(work);
    expect((await action("x")).serverError?.code).toBe("not-allowed");
    signedIn.session = null;
    expect((await action("x")).serverError?.code).toBe("signed-out");
    expect(looked).not.toHaveBeenCalled();
    expect(work).not.toHaveBeenCalled();
  });

  it("names faults by field, nested ones by their path", async () => {
    const action = authorizedAction("view")
      .inputSchema(schema.refine(({ name }) => name !== "", "Nothing to save"))
      .action(async () => null);
    const { validationErrors } = await action({ name: "x", conditions: [{ values: ["a"] }, { values: [] }] });
    expect(validationErrors).toEqual({
      formErrors: [],
      fieldErrors: { "conditions.1.values": ["Enter a value"] },
    });
  });

  it("gives a refusal's code, words and fields to the browser, and nothing to the log", async () => {
    const fields = [{ path: "name", message: "Taken" }];
    const { serverError } = await failing(
      new CommandRefused("name-taken", { what: "service", name: "Seat" }, fields),
    )();
    expect(serverError).toEqual({
      code: "name-taken",
      message: "There is already a service named “Seat”.",
      fix: "Choose another name.",
      fields,
    });
    expect(logged).toEqual([]);
  });

  it("tells the browser nothing of a failure but a reference, under which the log has it", async () => {
    const { serverError } = await failing(new Error("connect ECONNREFUSED 10.0.0.5:5432"))();
    expect(serverError?.code).toBe("unexpected");
    expect(JSON.stringify(serverError)).not.toMatch(/10\.0\.0\.5|ECONNREFUSED|Error/);
    const reference = /Reference ([0-9A-F]{8})$/.exec(serverError!.message)![1];
    expect(JSON.parse(logged[0]!)).toMatchObject({
      level: "error",
      reference,
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("says that the database is away, not where it is", async () => {
    const { serverError } = await failing(
      new DatabaseUnavailable("Cannot write the data folder /srv/data"),
    )();
    expect(serverError?.code).toBe("unavailable");
    expect(JSON.stringify(serverError)).not.toContain("/srv/data");
  });

  it("logs a failed query without the values in it", async () => {
    const cause = Object.assign(new Error("duplicate key"), {
      code: "23505",
      detail: "Key (email)=(nora@example.com)",
    });
    await failing(new DrizzleQueryError("insert into app_user values ($1)", ["secret-hash"], cause))();
    expect(logged[0]).toContain("insert into app_user");
    expect(logged[0]).toContain("23505");
    expect(logged.join()).not.toMatch(/secret-hash|nora@example\.com/);
  });
});

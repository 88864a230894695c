import { withTenant } from "@/db/client";
import { appUser } from "@/db/schema/tenant";
import { hashPassword } from "@/lib/auth/password";
import { authorize } from "@/lib/auth/policy";
import { type CreateUserInput, createUserInput } from "@/lib/inputs/users";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/** Adds a person to the company, who can sign in at once. Refuses `name-taken` where the email is another user's. */
export async function createUser(ctx: CommandContext, input: CreateUserInput): Promise<{ userId: string }> {
  authorize(ctx, "users.manage");
  const { password, ...facts } = createUserInput.parse(input);
  // Slow on purpose: no transaction waits for it.
  const passwordHash = await hashPassword(password);
  return withTenant(ctx.scope, async (db) => {
    const [created] = await db
      .insert(appUser)
      .values({
        ...facts,
        passwordHash,
        tenantId: ctx.scope.tenantId,
        createdAt: ctx.now().toString({ smallestUnit: "millisecond" }),
      })
      .onConflictDoNothing()
      .returning({ id: appUser.id });
    if (!created) throw emailTaken(facts.email);
    await recordAudit(db, ctx, {
      action: "user.created",
      subject: { kind: "user", id: created.id },
      changes: { ...changedFields({}, { ...facts, isActive: true }), version: { from: null, to: 1 } },
    });
    return { userId: created.id };
  });
}

function emailTaken(email: string): CommandRefused {
  const message = `There is already a user with the email ${email}`;
  const fix = "Choose another email, or change the existing user: they may be disabled.";
  return new CommandRefused("name-taken", { message: `${message}.`, fix }, [
    { path: "email", message: `${message}; choose another one` },
  ]);
}

import { createSafeActionClient, returnServerError } from "next-safe-action";
import type { z } from "zod";
import { ZodError } from "zod";
import { DatabaseUnavailable } from "@/db/database";
import { authorize, type Permission } from "@/lib/auth/policy";
import { commandContext, getSession, type Session } from "@/lib/auth/session";
import type { CommandContext } from "@/lib/commands/context";
import { CommandRefused } from "@/lib/commands/refusal";
import { inSpan } from "@/lib/operations/span";
import {
  type ActionRefusal,
  refusalInWords,
  SIGNED_OUT,
  UNAVAILABLE,
  unexpectedInWords,
} from "./refusal-words";
import { reportFailure } from "./report-failure";

/** Messages per field; a nested field under its path, "conditions.0.values", as Mantine's forms name it. */
export type FieldErrors = { formErrors: string[]; fieldErrors: Partial<Record<string, string[]>> };

type AuthorizedContext = { session: Session; command: CommandContext };

const client = createSafeActionClient({ handleServerError: refusalOf });

/**
 * The client of every action: `authorizedAction("permission").inputSchema(schema).action(async ({ parsedInput, ctx }) => …)`
 * with `ctx.session` and `ctx.command`. Signed out or without the permission, the input is not even looked at. Answers
 * `data`, or `validationErrors` (`FieldErrors`), or `serverError` (`ActionRefusal`).
 */
export function authorizedAction(permission: Permission) {
  const authorized = client.use(async ({ next }) => {
    const session = await getSession();
    if (!session) return returnServerError(SIGNED_OUT);
    const command = commandContext(session);
    authorize(command, permission);
    const facts = { "flexbill.tenant_id": command.scope.tenantId, "flexbill.permission": permission };
    return inSpan("command", facts, () => next({ ctx: { session, command } }));
  });
  return {
    inputSchema: <Schema extends z.ZodType>(schema: Schema) => authorized.inputSchema(schema, perField),
    /** For an action without input. */
    action: <Data>(code: (args: { ctx: AuthorizedContext }) => Promise<Data>) => authorized.action(code),
  };
}

/** For the way in and the way out alone, which nobody can be signed in for. */
export function publicAction<Schema extends z.ZodType>(schema: Schema) {
  return client.inputSchema(schema, perField);
}

const perField = {
  handleValidationErrorsShape: async (errors: object): Promise<FieldErrors> => {
    const fieldErrors: FieldErrors["fieldErrors"] = {};
    const walk = (node: object, path: string[]): void => {
      for (const [key, value] of Object.entries(node)) {
        if (key !== "_errors") walk(value as object, [...path, key]);
        else if (path.length > 0) fieldErrors[path.join(".")] = value as string[];
      }
    };
    walk(errors, []);
    return { formErrors: (errors as { _errors?: string[] })._errors ?? [], fieldErrors };
  },
};

function refusalOf(error: unknown): ActionRefusal {
  if (error instanceof CommandRefused) return refusalInWords(error);
  if (error instanceof ZodError) {
    const fields = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    return refusalInWords(new CommandRefused("invalid", {}, fields));
  }
  const reference = reportFailure(error);
  return error instanceof DatabaseUnavailable ? UNAVAILABLE : unexpectedInWords(reference);
}

import { z } from "zod";
import { recordId, recordVersion, requiredText } from "./typed-fields";

export const USER_ROLES = ["Administrator", "Finance Manager", "Technician", "Auditor"] as const;

export const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 200;

const role = z.enum(USER_ROLES, "Choose a role");

const newPassword = z
  .string()
  .min(1, "Enter a password")
  .min(SHORTEST_PASSWORD, `A password has at least ${SHORTEST_PASSWORD} characters; make this one longer`)
  .max(LONGEST_PASSWORD, `A password has at most ${LONGEST_PASSWORD} characters; shorten this one`);

/** A user is made with a first password, which whoever makes them hands on: nothing is mailed. */
export const createUserInput = z.strictObject({
  name: requiredText("A name", "Enter the person's name", 100),
  email: requiredText("An email", "Enter an email", 320)
    .transform((typed) => typed.toLowerCase())
    .pipe(z.email({ error: ({ input }) => `“${input}” is no email; enter one such as name@example.com` })),
  role,
  password: newPassword,
});
export type CreateUserInput = z.input<typeof createUserInput>;

/** `version` is the one the person saw, so that nobody undoes what another Administrator just did. */
const opened = { userId: recordId, version: recordVersion };

export const changeUserRoleInput = z.strictObject({ ...opened, role });
export type ChangeUserRoleInput = z.input<typeof changeUserRoleInput>;

export const setUserActiveInput = z.strictObject({ ...opened, isActive: z.boolean() });
export type SetUserActiveInput = z.input<typeof setUserActiveInput>;

export const setUserPasswordInput = z.strictObject({ ...opened, password: newPassword });
export type SetUserPasswordInput = z.input<typeof setUserPasswordInput>;

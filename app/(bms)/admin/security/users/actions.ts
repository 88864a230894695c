"use server";

import { refresh } from "next/cache";
import { authorizedAction } from "@/lib/actions/safe-action";
import { changeUserRole } from "@/lib/commands/users/change-user-role";
import { createUser } from "@/lib/commands/users/create-user";
import { setUserActive } from "@/lib/commands/users/set-user-active";
import { setUserPassword } from "@/lib/commands/users/set-user-password";
import {
  changeUserRoleInput,
  createUserInput,
  setUserActiveInput,
  setUserPasswordInput,
} from "@/lib/inputs/users";

/** Adds a person; answers `{ userId }`. */
export const createUserAction = authorizedAction("users.manage")
  .inputSchema(createUserInput)
  .action(async ({ parsedInput, ctx }) => {
    const created = await createUser(ctx.command, parsedInput);
    refresh();
    return created;
  });

/** Gives a user another role; answers `{ version }`. */
export const changeUserRoleAction = authorizedAction("users.manage")
  .inputSchema(changeUserRoleInput)
  .action(async ({ parsedInput, ctx }) => {
    const changed = await changeUserRole(ctx.command, parsedInput);
    refresh();
    return changed;
  });

/** Disables a user or lets them in again; answers `{ version }`. */
export const setUserActiveAction = authorizedAction("users.manage")
  .inputSchema(setUserActiveInput)
  .action(async ({ parsedInput, ctx }) => {
    const changed = await setUserActive(ctx.command, parsedInput);
    refresh();
    return changed;
  });

/** Gives a user a new password; answers `{ version }`. */
export const setUserPasswordAction = authorizedAction("users.manage")
  .inputSchema(setUserPasswordInput)
  .action(async ({ parsedInput, ctx }) => {
    const changed = await setUserPassword(ctx.command, parsedInput);
    refresh();
    return changed;
  });

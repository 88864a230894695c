"use server";

import { redirect } from "next/navigation";
import { AuthError } from "next-auth";
import { publicAction } from "@/lib/actions/safe-action";
import { causeOf, SignInRefused, signIn, signOut } from "@/lib/auth/next-auth";
import { ownPath } from "@/lib/auth/own-path";
import { nextPathSchema, signInSchema } from "@/lib/inputs/sign-in";

/** Signs in and goes where the person was heading; a refusal is an answer, and tells nobody who exists. */
export const signInAction = publicAction(signInSchema).action(async ({ parsedInput }) => {
  const { next, ...credentials } = parsedInput;
  try {
    await signIn("credentials", { ...credentials, redirect: false });
  } catch (error) {
    if (error instanceof SignInRefused) return { refusal: error.code };
    throw error instanceof AuthError ? causeOf(error) : error;
  }
  redirect(ownPath(next));
});

/** Goes to the identity provider that the deployment is configured for. */
export const singleSignOnAction = publicAction(nextPathSchema).action(async ({ parsedInput }) => {
  await signIn("oidc", { redirectTo: ownPath(parsedInput.next) });
});

/** Ends the session in this browser. */
export async function signOutAction(): Promise<void> {
  await signOut({ redirect: false });
  redirect("/sign-in");
}

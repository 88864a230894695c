import { z } from "zod";
import { requiredText } from "./typed-fields";

/** Where to go afterwards; anything but a path of this application counts as Today. */
const nextPath = z.string().max(2000).optional();

export const nextPathSchema = z.object({ next: nextPath });

/** What the sign-in form asks for. Nothing here tells what a right company, e-mail or password looks like. */
export const signInSchema = z.object({
  company: requiredText("A company", "Enter your company", 100),
  email: requiredText("An email", "Enter your email", 320),
  password: z
    .string()
    .min(1, "Enter your password")
    .max(200, "A password has at most 200 characters; check what you pasted"),
  next: nextPath,
});

export type SignInInput = z.infer<typeof signInSchema>;

"use client";

import { PasswordInput, TextInput } from "@mantine/core";
import { schemaResolver, useForm } from "@mantine/form";
import { IconLogin2 } from "@tabler/icons-react";
import { useRef } from "react";
import { ActionErrorAlert } from "@/app/_components/action-error-alert";
import { useAppAction } from "@/app/_components/action-feedback";
import { SubmitButton } from "@/app/_components/submit-button";
import type { DemoPerson } from "@/lib/auth/demo-people";
import { type SignInInput, signInSchema } from "@/lib/inputs/sign-in";
import { signInAction, singleSignOnAction } from "../actions";
import classes from "../sign-in.module.css";
import { DemoPeople } from "./demo-people";

const REFUSALS = {
  refused: {
    code: "refused",
    message: "Company, email and password do not belong together, or this user is disabled.",
    fix: "Check all three, then type the password again.",
  },
  "too-many-attempts": {
    code: "too-many-attempts",
    message: "Too many attempts to sign in, so this one was not checked.",
    fix: "Wait 15 minutes, then try again. A forgotten password can be set anew by your Administrator.",
  },
};

type SignInProps = {
  next: string;
  hasSingleSignOn: boolean;
  demo: { people: readonly DemoPerson[]; password: string } | null;
};

/** The form, single sign-on where there is one, and in the demo whom to sign in as. A refusal keeps all but the password. */
export function SignIn({ next, hasSingleSignOn, demo }: SignInProps) {
  const passwordField = useRef<HTMLInputElement>(null);
  const submit = useRef<HTMLDivElement>(null);
  const form = useForm<Omit<SignInInput, "next">>({
    mode: "controlled",
    initialValues: { company: "", email: "", password: "" },
    validate: schemaResolver(signInSchema, { sync: true }),
  });
  const signIn = useAppAction(signInAction, {
    onSuccess: () => {
      form.setFieldValue("password", "");
      passwordField.current?.focus();
    },
    onError: (_, fieldErrors) => form.setErrors(fieldErrors),
  });
  const singleSignOn = useAppAction(singleSignOnAction);
  const refusal = signIn.data && REFUSALS[signIn.data.refusal];
  const error = signIn.error ?? singleSignOn.error ?? (signIn.isPending ? null : refusal);

  return (
    <div className={classes.columns} data-demo={demo !== null}>
      <section className={classes.card} aria-label="Sign in">
        {error && <ActionErrorAlert error={error} />}
        <form
          noValidate
          className={classes.form}
          onSubmit={form.onSubmit(
            (values) => signIn.execute({ ...values, next }),
            (errors) => document.getElementById(Object.keys(errors)[0] ?? "")?.focus(),
          )}
        >
          <TextInput
            id="company"
            label="Company"
            description="Your company's short name in Flexbill"
            autoComplete="organization"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            {...form.getInputProps("company")}
          />
          <TextInput
            id="email"
            label="Email"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            id="password"
            ref={passwordField}
            label="Password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            {...form.getInputProps("password")}
          />
          <div ref={submit} className={classes.submit}>
            <SubmitButton
              isPending={signIn.isPending}
              pendingLabel="Signing in…"
              leftSection={<IconLogin2 size={16} aria-hidden="true" />}
            >
              Sign in
            </SubmitButton>
          </div>
        </form>
        {hasSingleSignOn && (
          <div className={classes.submit} data-after="form">
            <SubmitButton
              type="button"
              variant="default"
              isPending={singleSignOn.isPending}
              pendingLabel="Going to your identity provider…"
              onClick={() => singleSignOn.execute({ next })}
            >
              Sign in with single sign-on
            </SubmitButton>
          </div>
        )}
      </section>
      {demo && (
        <DemoPeople
          people={demo.people}
          password={demo.password}
          onUse={({ company, email }) => {
            form.setValues({ company, email, password: demo.password });
            form.clearErrors();
            signIn.reset();
            submit.current?.querySelector("button")?.focus();
          }}
        />
      )}
    </div>
  );
}

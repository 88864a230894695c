import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { connection } from "next/server";
import { InlineAlert } from "@/app/_components/inline-alert";
import { DEMO_PASSWORD, DEMO_PEOPLE, isDemo } from "@/lib/auth/demo-people";
import { ownPath } from "@/lib/auth/own-path";
import { getSession } from "@/lib/auth/session";
import { singleSignOn } from "@/lib/auth/single-sign-on";
import { SignIn } from "./_components/sign-in";
import classes from "./sign-in.module.css";

export const metadata: Metadata = { title: "Sign in" };

/** What next-auth sends back here, in words: a refusal by us, or anything else that went wrong on the way. */
const NOT_LET_IN = {
  title: "Single sign-on did not let you in",
  text: "Your identity provider answered, but no active Flexbill user has that verified email. Ask your Administrator to add you under Admin > Security > Users.",
};
const FAILED = {
  title: "Signing in did not work",
  text: "Try again. If it fails once more, tell your Administrator.",
};

type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The way in. Whoever is signed in already goes on to where they were heading. */
export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  await connection();
  const { next, error } = await searchParams;
  if (await getSession()) redirect(ownPath(next));
  const words = error === "AccessDenied" ? NOT_LET_IN : FAILED;
  return (
    <main id="content" tabIndex={-1} className={classes.page}>
      <div className={classes.brand}>
        <svg width="36" height="36" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <rect width="24" height="24" rx="6" className={classes.brandGround} />
          <path d="M6 17h3.2v-4.5H6zM10.4 17h3.2V9.5h-3.2zM14.8 17H18V6.5h-3.2z" fill="#fff" />
        </svg>
        <div>
          <h1 className={classes.title}>Sign in to Flexbill</h1>
          <p className={classes.lead}>Bills what you documented in IT Glue, and proves every unit.</p>
        </div>
      </div>
      {error !== undefined && (
        <div className={classes.alert}>
          <InlineAlert tone="bad" title={words.title}>
            {words.text}
          </InlineAlert>
        </div>
      )}
      <SignIn
        next={ownPath(next)}
        hasSingleSignOn={singleSignOn() !== null}
        demo={isDemo() ? { people: DEMO_PEOPLE, password: DEMO_PASSWORD } : null}
      />
    </main>
  );
}

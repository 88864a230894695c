"use client";

import { Button } from "@mantine/core";
import { ButtonLink } from "./button-link";
import { FullPageMessage } from "./full-page-message";

export type FailedPageProps = {
  error: unknown;
  retry: () => void /** `true` where no menu stands around it. */;
  isAlone?: boolean;
};

/** The code under which the server logged what happened; the message itself never reaches the browser. */
function digestOf(error: unknown): string | null {
  return error instanceof Error && "digest" in error && typeof error.digest === "string"
    ? error.digest
    : null;
}

/** A page that failed. Nothing is claimed about what was saved, because that is not known here. */
export function FailedPage({ error, retry, isAlone }: FailedPageProps) {
  const digest = digestOf(error);
  return (
    <FullPageMessage
      isAlone={isAlone}
      title="This page could not be shown"
      description={
        <>
          Something unexpected happened on the server. Try again; if it stays, tell your Administrator
          {digest ? (
            <>
              {" "}
              the code <code>{digest}</code>.
            </>
          ) : (
            "."
          )}
        </>
      }
      actions={
        <>
          <Button onClick={retry}>Try again</Button>
          <ButtonLink href="/" variant="default">
            Go to Today
          </ButtonLink>
        </>
      }
    />
  );
}

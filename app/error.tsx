"use client";

import { FailedPage } from "./_components/failed-page";

/** Where even the frame around the page failed; inside the frame `PageBoundary` answers first and keeps the menu. */
export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return <FailedPage error={error} retry={retry} isAlone />;
}

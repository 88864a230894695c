"use client";

import { catchError } from "next/error";
import { FailedPage } from "../failed-page";

/** Keeps header and menu in place when a page fails; going elsewhere or "Try again" clears it. */
export const PageBoundary = catchError((_props: object, { error, retry }) => (
  <FailedPage error={error} retry={retry} />
));

const WORDS: Record<string, string> = {
  forbidden: "IT Glue refused the API key: wrong, revoked, or of another server",
  unauthorized: "IT Glue refused the API key",
  "other-account": "The API key opens another IT Glue account than the one connected here",
  "identity-reconnect": "The connected user who counts must connect again",
  "rate-limited": "Too many calls in five minutes",
  unavailable: "IT Glue was out of service",
  timeout: "IT Glue did not answer in time",
  network: "IT Glue could not be reached over the network",
  malformed: "IT Glue's answer was cut off or not readable",
  cancelled: "The read was canceled",
};

/** The code of a failed call, as the health panel keeps it, in words. */
export function failureInWords(code: string | null): string {
  return WORDS[code ?? ""] ?? "IT Glue did not answer as expected";
}

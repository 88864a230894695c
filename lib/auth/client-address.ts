/**
 * Where a request comes from, for counting attempts only. Each proxy in front appends the address it was called from to
 * `X-Forwarded-For`; `FLEXBILL_TRUSTED_PROXIES` (default 1) says how many of them are ours, and so which entry nobody
 * outside can have written. Null in the demo, where everyone comes from this machine, and where nothing was forwarded.
 */
export function clientAddress(headers: Headers): string | null {
  if (process.env.FLEXBILL_DEMO === "1") return null;
  const proxies = Number(process.env.FLEXBILL_TRUSTED_PROXIES ?? "1");
  const forwarded = (headers.get("x-forwarded-for") ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  return forwarded.at(-Math.max(1, Number.isInteger(proxies) ? proxies : 1)) ?? null;
}

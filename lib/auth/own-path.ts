const SOMEWHERE = "http://flexbill.invalid";

/**
 * `wanted` where it is a path of this application, otherwise `otherwise`: nobody is sent elsewhere after signing in, not
 * by "//host", by "/\host", nor by a whole address.
 */
export function ownPath(wanted: unknown, otherwise = "/"): string {
  if (typeof wanted !== "string" || !wanted.startsWith("/")) return otherwise;
  if (!URL.canParse(wanted, SOMEWHERE)) return otherwise;
  const url = new URL(wanted, SOMEWHERE);
  if (url.origin !== SOMEWHERE || url.pathname.startsWith("//")) return otherwise;
  return `${url.pathname}${url.search}${url.hash}`;
}

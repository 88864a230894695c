/** Whether a call's path with its query contains `match`, as it was sent or with its escapes undone; `null` matches all. */
export function pathMatches(path: string, match: string | null): boolean {
  if (match === null || path.includes(match)) return true;
  try {
    return decodeURIComponent(path).includes(match);
  } catch {
    return false;
  }
}

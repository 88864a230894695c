const LONGEST = 254;

/**
 * One address as mail servers take it: ASCII, one @, a domain with a dot. Nothing in it can end a header or begin another
 * address: no blank, line end, comma, quote or bracket.
 */
const ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

export function isEmailAddress(text: string): boolean {
  return text.length <= LONGEST && ADDRESS.test(text);
}

export type AddressList = {
  /** In the order typed, each once whatever its case. */
  addresses: string[];
  /** What is no address, as typed. */
  wrong: string[];
};

/** Addresses out of typed or pasted text: commas, semicolons, blanks and line ends stand between them. */
export function addressList(typed: readonly string[]): AddressList {
  const parts = typed.flatMap((text) => text.split(/[,;\s]+/)).filter((part) => part !== "");
  const seen = new Set<string>();
  const once = parts.filter((part) => {
    const key = part.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
  return {
    addresses: once.filter(isEmailAddress),
    wrong: once.filter((part) => !isEmailAddress(part)),
  };
}

/** Text as a header can hold it: one line, at most `longest` characters. */
export function headerText(text: string, longest = 200): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

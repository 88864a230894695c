/** Strings, so that digits inside them stay untouched, or numbers without exponent. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?![\d.eE])/g;
/** A double keeps every decimal number of this many digits, and every integer up to 2^53 − 1. */
const SAFE_DIGITS = 15;
const LARGEST_SAFE = String(Number.MAX_SAFE_INTEGER);

/** Whether a number, written without sign and exponent, is more than a JavaScript number holds. */
function isTooLong(digits: string): boolean {
  const isInteger = !digits.includes(".");
  const length = isInteger ? digits.length : digits.length - 1;
  if (length <= SAFE_DIGITS) return false;
  return !isInteger || length > LARGEST_SAFE.length || digits > LARGEST_SAFE;
}

const STRIDE = SAFE_DIGITS + 1;
const DOT = 46;
const MINUS = 45;
const BEFORE_NUMBER = "[:, \t\r\n";
const NUMBER = /^\d+(\.\d+)?$/;
const isDigitOrDot = (code: number) => (code >= 48 && code <= 57) || code === DOT;

/**
 * Puts quotes around digits that look like a number too long; `null` where there are none. A run of 16 digits lies over
 * a multiple of 16, so every 16th character is all that need be looked at: a sixth of the time of a search.
 */
function quotedAtSight(text: string): string | null {
  let quoted = "";
  let done = 0;
  // The last digit looked at that stands in a string: digits up to the next one looked at stand in it too.
  let inString = -1;
  for (let at = STRIDE - 1; at < text.length; at += STRIDE) {
    if (!isDigitOrDot(text.charCodeAt(at))) continue;
    let start = at;
    while (start > inString + 1 && isDigitOrDot(text.charCodeAt(start - 1))) start -= 1;
    const signed = text.charCodeAt(start - 1) === MINUS ? start - 1 : start;
    // Digits after anything else stand in a string, as nearly all do; after these they may.
    if (start === inString + 1 ? start > 0 : signed > 0 && !BEFORE_NUMBER.includes(text.charAt(signed - 1))) {
      inString = at;
      continue;
    }
    let end = at + 1;
    while (end < text.length && isDigitOrDot(text.charCodeAt(end))) end += 1;
    at += Math.floor((end - 1 - at) / STRIDE) * STRIDE;
    if (end - start < STRIDE) continue;
    const digits = text.slice(start, end);
    if (!isTooLong(digits) || !NUMBER.test(digits)) continue;
    start = signed;
    quoted += `${text.slice(done, start)}"${text.slice(start, end)}"`;
    done = end;
  }
  return done === 0 ? null : quoted + text.slice(done);
}

/** Puts quotes around numbers too long, and around nothing inside a string. */
function quotedByToken(text: string): string {
  return text.replace(TOKEN, (token) => {
    const isLong = !token.startsWith('"') && isTooLong(token.replace("-", ""));
    return isLong ? `"${token}"` : token;
  });
}

/**
 * `JSON.parse`, but numbers too long for a JavaScript number come as strings with all their digits: foreign ids have
 * up to 18 (itglue-api.md 0.7). Throws SyntaxError as `JSON.parse` does.
 */
export function parseLosslessJson(text: string): unknown {
  const quoted = quotedAtSight(text);
  if (quoted === null) return JSON.parse(text);
  try {
    // Digits that do stand in a string: the quote before them ends it, and no JSON goes on with a digit there.
    return JSON.parse(quoted);
  } catch {
    return JSON.parse(quotedByToken(text));
  }
}

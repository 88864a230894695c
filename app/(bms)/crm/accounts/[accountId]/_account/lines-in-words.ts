/** A number of service lines as the beginning of a sentence. */
export function linesInWords(lines: number): string {
  return lines === 1 ? "1 service line" : `${lines} service lines`;
}

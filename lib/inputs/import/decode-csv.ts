/**
 * The text of a file's bytes: UTF-8 or UTF-16 where a byte order mark or the bytes themselves say so, and otherwise the
 * Windows code page in which Excel saves CSV in Western Europe and America. `isGuessed` is true for that last one.
 */
export function decodeCsv(bytes: Uint8Array): { text: string; isGuessed: boolean } {
  const isUtf16 = (first: number, second: number) => bytes[0] === first && bytes[1] === second;
  if (isUtf16(0xff, 0xfe)) return known("utf-16le", bytes);
  if (isUtf16(0xfe, 0xff)) return known("utf-16be", bytes);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), isGuessed: false };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(bytes), isGuessed: true };
  }
}

function known(encoding: string, bytes: Uint8Array) {
  return { text: new TextDecoder(encoding).decode(bytes), isGuessed: false };
}

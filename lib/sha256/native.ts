import { hash } from "node:crypto";

/** SHA-256 of a text's UTF-8, 64 lower-case hexadecimal digits, at once: WebCrypto would be waited for, text by text. */
export function sha256Of(text: string): string {
  return hash("sha256", text);
}

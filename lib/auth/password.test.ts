import { afterEach, describe, expect, it, vi } from "vitest";
import { hashPassword, isPassword } from "./password";

const FEW = 1000;

afterEach(() => vi.restoreAllMocks());

describe("a stored password", () => {
  it("knows its own and no other", async () => {
    const stored = await hashPassword("correct horse battery", FEW);
    expect(await isPassword("correct horse battery", stored)).toBe(true);
    for (const other of ["correct horse batterx", "Correct horse battery", "correct horse battery ", ""])
      expect(await isPassword(other, stored)).toBe(false);
  });

  it("names its parameters and has a salt of its own", async () => {
    const [one, two] = [await hashPassword("same", FEW), await hashPassword("same", FEW)];
    expect(one).toMatch(/^pbkdf2-sha256\$1000\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(two);
  });

  it("is the same however its letters were composed", async () => {
    expect(await isPassword("Mu\u0308nchen", await hashPassword("M\u00fcnchen", FEW))).toBe(true);
  });

  it("does no less work for nobody than for somebody", async () => {
    const derived: number[] = [];
    vi.spyOn(crypto.subtle, "deriveBits").mockImplementation(async (algorithm) => {
      derived.push((algorithm as Pbkdf2Params).iterations);
      return new ArrayBuffer(32);
    });
    for (const stored of [null, "", "plain text", "pbkdf2-sha256$1$x$y"])
      expect(await isPassword("anything", stored)).toBe(false);
    expect(derived).toEqual([600_000, 600_000, 600_000, 600_000]);
  });
});

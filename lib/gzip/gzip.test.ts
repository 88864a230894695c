import { describe, expect, it } from "vitest";
import * as portable from "@/lib/domain/counting/gzip/portable";
import * as streams from "@/lib/domain/counting/gzip/streams";
import * as native from "./native";

const bytesOf = (assets: number) =>
  new TextEncoder().encode(
    JSON.stringify(
      Array.from({ length: assets }, (_, index) => ({ id: `${index * 7919}`, name: `Ä asset ${index}` })),
    ),
  );
const bytes = bytesOf(500);

describe.each([
  ["what an edge runtime compresses", portable, streams],
  ["what a browser compresses", streams, native],
  ["what a server compresses", native, portable],
])("%s", (_, here, there) => {
  it("is read by either to the last byte", async () => {
    const packed = await here.compress(bytes);
    expect(packed.length).toBeLessThan(bytes.length / 3);
    expect(await here.decompress(packed)).toEqual(bytes);
    expect(await there.decompress(packed)).toEqual(bytes);
  });

  it("may be large", async () => {
    const large = bytesOf(40_000);
    const packed = await here.compress(large);
    // Compared as a whole: an assertion looks at each of two million bytes for itself.
    for (const either of [here, there])
      expect(Buffer.from(await either.decompress(packed)).equals(large)).toBe(true);
  });

  it("is refused by either where it is cut short or altered", async () => {
    const packed = await here.compress(bytes);
    const altered = packed.with(packed.length - 6, packed.at(-6)! ^ 1);
    for (const faulty of [packed.slice(0, -20), packed.slice(0, -4), altered, bytes]) {
      await expect(here.decompress(faulty)).rejects.toThrow();
      await expect(there.decompress(faulty)).rejects.toThrow();
    }
  });

  it("may be nothing at all", async () => {
    expect(await there.decompress(await here.compress(new Uint8Array()))).toEqual(new Uint8Array());
  });
});

import { describe, expect, it } from "vitest";
import * as portable from "./portable";
import * as streams from "./streams";

const bytes = new TextEncoder().encode(
  JSON.stringify(
    Array.from({ length: 500 }, (_, index) => ({ id: `${index * 7919}`, name: `Ä asset ${index}` })),
  ),
);

describe.each([
  ["what an edge runtime compresses", portable, streams],
  ["what a server compresses", streams, portable],
])("%s", (_, here, there) => {
  it("is read by either to the last byte", async () => {
    const packed = await here.compress(bytes);
    expect(packed.length).toBeLessThan(bytes.length / 3);
    expect(await here.decompress(packed)).toEqual(bytes);
    expect(await there.decompress(packed)).toEqual(bytes);
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

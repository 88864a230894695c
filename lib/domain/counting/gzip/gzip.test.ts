import { describe, expect, it } from "vitest";
import * as portable from "./portable";
import * as streams from "./streams";

const text = "Business Premium, 12 seats; ".repeat(200);
const bytes = new TextEncoder().encode(text);

/** The streams are those of zlib itself; `lib/gzip` holds both against Node's own calls. */
describe.each([
  ["plain JavaScript", portable, streams],
  ["the runtime's streams", streams, portable],
])("gzip by %s, unpacked by the other", (_, here, there) => {
  it("is the text again, packed in a tenth of it or less", async () => {
    const packed = await here.compress(bytes);
    expect([...packed.slice(0, 3)]).toEqual([0x1f, 0x8b, 8]);
    expect(packed.length).toBeLessThan(bytes.length / 10);
    expect(new TextDecoder().decode(await there.decompress(packed))).toBe(text);
  });

  it("is refused where it is not whole", async () => {
    const packed = await here.compress(bytes);
    await expect(there.decompress(packed.slice(0, -9))).rejects.toThrow();
  });
});

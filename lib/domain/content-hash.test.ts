import { expect, it } from "vitest";
import { contentHash, sha256 } from "./content-hash";

it("SHA-256 is that of FIPS 180-2", async () => {
  const bytes = new TextEncoder().encode("abc");
  expect(await sha256(bytes)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

it("the hash of a value is that of its canonical JSON, whatever the order of its keys", async () => {
  const ofText = "d3626ac30a87e6f7a6428233b3c68299976865fa5508e4267c5415c76af7a772";
  expect(await contentHash({ b: 1, a: 2 })).toBe(ofText);
  expect(await contentHash({ a: 2, b: 1 })).toBe(ofText);
});

import { describe, expect, it } from "vitest";
import { addressOfPage, pageOf } from "./page-address";

describe("addresses of pages", () => {
  it.each([
    [
      "https://api.itglue.com/flexible_assets?page%5Bnumber%5D=2&page%5Bsize%5D=1000&sort=created_at",
      2,
      1000,
    ],
    ["/flexible_assets?sort=created_at&page[size]=50&page[number]=17", 17, 50],
    ["/flexible_assets?page[size]=1&page[number]=1", 1, 1],
  ])("%s names page %i of %i records", (address, number, size) => {
    expect(pageOf(address)).toEqual({ number, size });
  });

  it.each([
    "https://api.itglue.com/flexible_assets?cursor=abc",
    "/x?page[number]=2",
    "/x?homepage[number]=2&page[size]=5",
    "",
  ])("%j can only be followed", (address) => expect(pageOf(address)).toBeNull());

  it("keeps everything of an address but its page", () => {
    expect(
      addressOfPage(
        "https://api.itglue.com/a?filter%5Bid%5D=1&page%5Bnumber%5D=2&page%5Bsize%5D=1000&sort=x",
        {
          number: 9,
          size: 500,
        },
      ),
    ).toBe("https://api.itglue.com/a?filter%5Bid%5D=1&page%5Bnumber%5D=9&page%5Bsize%5D=500&sort=x");
  });
});

import { expect, it } from "vitest";
import { grouped } from "./grouped";

it("rows by their key, in the order in which keys and rows come", () => {
  expect([...grouped(["b1", "a1", "b2"], (row) => row[0])]).toEqual([
    ["b", ["b1", "b2"]],
    ["a", ["a1"]],
  ]);
});

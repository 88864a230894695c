import { describe, expect, it } from "vitest";
import { inParallel } from "./in-parallel";

describe("work for many, some at a time", () => {
  it("keeps to the limit, and answers in order", async () => {
    let running = 0;
    let most = 0;
    const doubled = await inParallel([5, 1, 4, 2, 3], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
      running -= 1;
      return item * 2;
    });
    expect(doubled).toEqual([10, 2, 8, 4, 6]);
    expect(most).toBe(2);
  });

  it("does each once, and nothing where there is nothing", async () => {
    const seen: number[] = [];
    await inParallel([1, 2, 3], 10, async (item) => void seen.push(item));
    expect(seen).toEqual([1, 2, 3]);
    expect(await inParallel([], 3, async () => 1)).toEqual([]);
  });

  it("begins nothing more once it is over, however that changes, but always the first", async () => {
    const said = [false, true, false, false];
    const begun: number[] = [];
    const slow = async (item: number) => {
      begun.push(item);
      for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
      return item;
    };
    expect(await inParallel([1, 2, 3, 4, 5], 2, slow, () => said.shift()!)).toEqual([1, 2]);
    expect(begun).toEqual([1, 2]);
    expect(await inParallel([1, 2, 3], 2, slow, () => true)).toEqual([1]);
  });

  it("begins nothing more after a failure, and tells it when what was begun has ended", async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = inParallel([1, 2, 3, 4], 2, async (item) => {
      begun.push(item);
      if (item === 1) throw new Error("no");
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      ended.push(item);
    });
    await expect(work).rejects.toThrow("no");
    expect(begun).toEqual([1, 2]);
    expect(ended).toEqual([2]);
  });
});

import { expect, it } from "vitest";
import { firstAbort } from "./first-abort";

it("aborts with whichever comes first, for its reason, and once", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const signal = firstAbort(one.signal, other.signal);
  const heard: unknown[] = [];
  signal.addEventListener("abort", () => heard.push(signal.reason));
  expect(signal.aborted).toBe(false);
  other.abort("too late");
  one.abort("called off");
  expect(heard).toEqual(["too late"]);
});

it("is aborted from the start where one of them is", () => {
  const signal = firstAbort(new AbortController().signal, AbortSignal.abort("called off"));
  expect([signal.aborted, signal.reason]).toEqual([true, "called off"]);
});

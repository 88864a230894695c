import { chai, GLOBAL_EXPECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";

// What the tests of the domain take from "vitest", for `runner.mjs`: a test is put on a list instead of run, and `expect` is
// Vitest's own. Anything more of Vitest is undefined here, and stops the first run.

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
Reflect.set(globalThis, GLOBAL_EXPECT, chai.expect);

/** @typedef {{ id: string, file: string, name: string, run: () => unknown }} CollectedTest */

/** @type {CollectedTest[]} */
export const tests = [];
/** @type {string[]} */
const path = [];
let file = "";
let number = 0;

/** Names the file that the tests declared next are of. @param {string} name */
export function inFile(name) {
  file = name;
  number = 0;
}

/** @typedef {() => unknown} Body */

/** Body and options (a time limit) come in either order; limits are Stryker's here. @param {unknown[]} given @returns {Body} */
const bodyOf = (given) => /** @type {Body} */ (given.find((one) => typeof one === "function"));

/** @param {string} title @param {unknown[]} given */
export function it(title, ...given) {
  const name = [...path, title].join(" > ");
  // Rows of a table may share a title, so a number within the file tells tests apart.
  number += 1;
  tests.push({ id: `${file}#${number} ${name}`, file, name, run: bodyOf(given) });
}

/** @param {string} title @param {unknown[]} given */
export function describe(title, ...given) {
  path.push(title);
  bodyOf(given)();
  path.pop();
}

/** A row that is a list is spread over the arguments, any other is the one argument, as with Vitest. */
const each =
  (/** @type {typeof it} */ one) =>
  (/** @type {readonly unknown[]} */ rows) =>
  (/** @type {string} */ title, /** @type {unknown[]} */ ...given) => {
    /** @type {(...row: unknown[]) => unknown} */ const body = bodyOf(given);
    for (const row of rows) one(title, () => body(...(Array.isArray(row) ? row : [row])));
  };
it.each = each(it);
describe.each = each(describe);

export const { expect } = chai;

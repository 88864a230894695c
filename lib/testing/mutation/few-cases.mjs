import fc from "fast-check";

const FEW = 10;
/** Properties of so many cases count what they met, and need them all. */
const MANY = 1_000;

/**
 * fast-check for `runner.mjs`: few cases of a property, always the same ones, and no search for a smaller one, as a mutant is
 * killed by any. Golden tables are to notice most mutants by themselves.
 */
export default {
  ...fc,
  /** @type {typeof fc.assert} */
  assert: (property, options) => {
    const asked = options?.numRuns ?? FEW;
    const numRuns = asked >= MANY ? asked : Math.min(asked, FEW);
    return fc.assert(property, { seed: 20_261_129, ...options, numRuns, endOnFailure: true });
  },
};

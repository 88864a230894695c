import fc from "fast-check";

/** Properties of so many cases count what they met: they need many. */
const MANY = 500;
const MOST = 2_500;

/**
 * fast-check for `runner.mjs`: few cases of a property, always the same ones, and no search for a smaller one, as a mutant is
 * killed by any. Golden tables are to notice most mutants by themselves.
 */
export default {
  ...fc,
  /** @type {typeof fc.assert} */
  assert: (property, options) => {
    const asked = options?.numRuns ?? 100;
    const cases = Number(process.env.FLEXBILL_PROPERTY_RUNS);
    const numRuns = asked >= MANY ? Math.min(asked, MOST) : Math.min(asked, cases);
    return fc.assert(property, { seed: 20_261_129, ...options, numRuns, endOnFailure: true });
  },
};

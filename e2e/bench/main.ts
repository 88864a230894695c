/**
 * Benchmarks from the command line: `npm run bench -- it-glue`, `-- recount`, `-- proration`, `-- billing-review`, `-- billing-run`,
 * `-- nightly`.
 */
import { parseArgs } from "node:util";

const USAGE = `npm run bench -- it-glue [options]   a pass over one large asset type
  --assets N          flexible assets of the one type (200000)
  --organizations N   (5000)
  --rounds N          measured one after the other, each with a tenant of its own (3)
  --seed N            of the generated data (1)

npm run bench -- recount [options]   Update Units of one service line
  --assets N          flexible assets of the type in the account's organization (1000)
  --organizations N   of the whole IT Glue account (200)
  --rounds N          presses, each beside a bare call (200)
  --seed N            of the generated data (1)

npm run bench -- proration [options]   amounts of line-periods, beside dinero.js
  --lines N           contract lines of a year (2000)
  --rounds N          (9)
  --seed N            of the generated data (1)

npm run bench -- billing-review [options]   Billing Review at the server, on Postgres
  --items N           in review (100000)
  --rounds N          of all sorts, filters and pages (20)

npm run bench -- billing-run [options]   review → posted → invoiced on Postgres
  --accounts N        (10000), and a tenth of them before
  --lines N           of all accounts together (50000)

npm run bench -- nightly [options]   whole nights of a large tenant, and many small ones, on Postgres
  --assets N          of all types together (200000)
  --organizations N   (5000)
  --types N           (6)
  --lines N           (20000)
  --tenants N         small ones (1000)
  --seed N            of the generated data (1)`;

type Numbers = Record<string, number>;
/** `run` gets the defaults, with what was given in their place. */
type Bench = { defaults: Numbers; run: (numbers: Numbers) => Promise<boolean> };

const bench = <Options extends Numbers>(
  defaults: Options,
  // Loaded where it is chosen: what the others need would stand in the memory that is measured.
  load: () => Promise<(options: Options) => Promise<boolean>>,
): Bench => ({ defaults, run: async (numbers) => (await load())(numbers as Options) });

const BENCHES: Record<string, Bench> = {
  "billing-review": bench(
    { items: 100_000, rounds: 20 },
    async () => (await import("./billing-review")).benchBillingReview,
  ),
  "it-glue": bench(
    { assets: 200_000, organizations: 5000, rounds: 3, seed: 1 },
    async () => (await import("./it-glue")).benchItGlue,
  ),
  recount: bench(
    { assets: 1000, organizations: 200, rounds: 200, seed: 1 },
    async () => (await import("./recount")).benchRecount,
  ),
  proration: bench(
    { lines: 2000, rounds: 9, seed: 1 },
    async () => (await import("./proration")).benchProration,
  ),
  "billing-run": bench(
    { accounts: 10_000, lines: 50_000 },
    async () => (await import("./billing-run")).benchBillingRun,
  ),
  nightly: bench(
    { assets: 200_000, organizations: 5000, types: 6, lines: 20_000, tenants: 1000, seed: 1 },
    async () => (await import("./nightly")).benchNightly,
  ),
};

const [name, ...args] = process.argv.slice(2);
const chosen = BENCHES[name ?? ""];
const given = chosen && optionsIn(args, Object.keys(chosen.defaults));
if (!chosen || !given) {
  console.error(USAGE);
  process.exit(2);
}
process.exitCode = (await chosen.run({ ...chosen.defaults, ...given })) ? 0 : 1;

/** Null where an option is unknown to the benchmark, or no whole number above zero. */
function optionsIn(args: string[], names: readonly string[]): Numbers | null {
  const options = Object.fromEntries(names.map((option) => [option, { type: "string" } as const]));
  try {
    const { values } = parseArgs({ args, options });
    const numbers = Object.entries(values).map(([option, value]) => [option, Number(value)] as const);
    return numbers.every(([, value]) => Number.isInteger(value) && value > 0)
      ? Object.fromEntries(numbers)
      : null;
  } catch {
    return null;
  }
}

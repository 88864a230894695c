import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NightBench, STAGES, type Stage } from "@/lib/testing/faults/night-bench";
import { type NightRecord, nightRecord } from "@/lib/testing/faults/night-record";
import { TROUBLES, type Trouble, type TroubleName } from "@/lib/testing/faults/troubles";

/**
 * Everything that can go wrong × every stage of the night of 3 June, in which a line's count went from 10 to 11: what is left behind
 * is compared with the same night undisturbed, or, where the date has passed, with a tenant whom nobody asked on that date.
 */

/** IT Glue is asked nothing any more once recording begins. */
const ASKS_IT_GLUE: readonly Stage[] = ["organizations", "types", "assets page 2"];

/**
 * `unaffected`: the night is the same; `retried`: not completed, and the next hour's try is; `seen`: IT Glue was read in full, and what
 * it said keeps the line as it was, until somebody asks again or the next night comes.
 */
type Effect = "unaffected" | "retried" | "seen";

/** Where IT Glue does not answer as it should, no count is made until it does. */
const EFFECTS: Partial<Record<TroubleName, readonly [Effect, Effect, Effect]>> = {
  "type deleted": ["seen", "seen", "retried"],
  "field renamed": ["unaffected", "unaffected", "retried"],
  "field of another kind": ["seen", "seen", "retried"],
  "organization deleted": ["seen", "seen", "seen"],
  "asset moved between pages": ["unaffected", "unaffected", "unaffected"],
  "database down 30 s": ["unaffected", "unaffected", "unaffected"],
  "process killed": ["unaffected", "unaffected", "unaffected"],
};

/** Over after half a minute, or with the next process. */
const PASSES_BY_ITSELF: readonly TroubleName[] = ["database down 30 s", "process killed"];

function effectOf(name: TroubleName, stage: Stage): Effect {
  const at = ASKS_IT_GLUE.indexOf(stage);
  return at < 0 ? "unaffected" : (EFFECTS[name]?.[at] ?? "retried");
}

const [NIGHT, AN_HOUR_LATER] = ["2026-06-03T04:20:00Z", "2026-06-03T05:20:00Z"];
const BEFORE_MIDNIGHT = "2026-06-04T03:59:45Z";
const [AFTER_MIDNIGHT, NEXT_NIGHT] = ["2026-06-04T04:05:00Z", "2026-06-04T04:20:00Z"];

let bench: NightBench;
let undisturbed: NightRecord;
let notAsked: NightRecord;
beforeAll(async () => {
  bench = await NightBench.start();
  const back = await bench.keep();
  bench.at(NEXT_NIGHT);
  await bench.night();
  notAsked = await nightRecord(bench.tenant);
  await back();
  bench.at(NIGHT);
  await bench.nightToGoBackInto();
  undisturbed = await nightRecord(bench.tenant);
});
afterAll(() => bench.stop());

it("compares with a night that bills 1 unit from its own date, and says so once", () => {
  expect(undisturbed.runs.at(-1)).toBe("2026-06-03 completed");
  expect(undisturbed.units.at(-1)).toBe("11 from 2026-06-03 (nightly)");
  expect(undisturbed.money[1]).toBe("proration of 2026-06-01 from 2026-06-03: 10 to 11, 933");
  expect(undisturbed.notifications).toHaveLength(2);
  expect(notAsked.runs.slice(-2)).toEqual(["2026-06-03 missed", "2026-06-04 completed"]);
  expect(notAsked.money[1]).toBe("proration of 2026-06-01 from 2026-06-04: 10 to 11, 900");
});

const TELLS_OF_THE_NIGHT = /could not be counted|is held/;
/** What a night adds that read IT Glue and left the line as it was; the date of the next count decides all the rest. */
const MAY_COME_BESIDES: Partial<Record<keyof NightRecord, RegExp>> = {
  runs: /^2026-06-03 /,
  audit: /^(sync-run\.begun|organizations\.synced) /,
  notifications: TELLS_OF_THE_NIGHT,
  counted: / held 9$/,
  held: /^9 of .* closed$/,
};

/** The same units and money, the same audit and notifications, and beside them only what tells of the disturbed night itself. */
function expectBesides(record: NightRecord, reference: NightRecord): void {
  for (const part of Object.keys(reference) as (keyof NightRecord)[]) {
    const besides = record[part].filter((entry) => !reference[part].includes(entry));
    const rest = record[part].filter((entry) => reference[part].includes(entry));
    const expected = part === "runs" ? rest : reference[part];
    expect(rest, part).toEqual(expected);
    for (const entry of besides) expect(entry, part).toMatch(MAY_COME_BESIDES[part] ?? /^nothing$/);
  }
}

const recordNow = () => nightRecord(bench.tenant);

/** Completes as if nothing had been. */
async function unaffected(stage: Stage, { begin, atEnd, end, words }: Trouble): Promise<void> {
  const ran = await bench.disturbed({ stage, happen: () => begin(bench), atEnd });
  expect(ran?.status).toBe("completed");
  const said = (text: string) => (words && ASKS_IT_GLUE.includes(stage) ? text.replace(...words) : text);
  const notifications = undisturbed.notifications.map((text, index) => (index === 0 ? text : said(text)));
  expect(await recordNow()).toEqual({ ...undisturbed, notifications });
  await end(bench);
}

/** Is not completed; in the next hour it is, as if nothing had been, and past its date the next night is. */
async function retried(stage: Stage, { begin, end }: Trouble): Promise<void> {
  const ran = await bench.disturbed({ stage, happen: () => begin(bench) });
  expect(ran).toMatchObject({ status: "failed", summary: { changed: 0, held: 0, notCounted: 1 } });
  await end(bench);
  const back = await bench.keep();
  bench.at(AN_HOUR_LATER);
  expect((await bench.night())?.status).toBe("completed");
  expect(await recordNow()).toEqual(undisturbed);

  await back();
  bench.at(NEXT_NIGHT);
  expect((await bench.night())?.status).toBe("completed");
  expectBesides(await recordNow(), notAsked);
}

/** Is completed without a change; whoever asks within the date counts as if nothing had been, else the next night does. */
async function seen(stage: Stage, { begin, end }: Trouble): Promise<void> {
  const ran = await bench.disturbed({ stage, happen: () => begin(bench) });
  expect(ran).toMatchObject({ status: "completed", summary: { changed: 0 } });
  await end(bench);
  const back = await bench.keep();
  bench.at(AN_HOUR_LATER);
  expect((await bench.night("on-demand"))?.status).toBe("completed");
  expectBesides(await recordNow(), undisturbed);

  await back();
  bench.at(NEXT_NIGHT);
  expect((await bench.night())?.status).toBe("completed");
  expectBesides(await recordNow(), notAsked);
}

const OUTCOMES = { unaffected, retried, seen };

// From the last stage to the first: going back to a stage forgets those after it.
describe.each(STAGES.toReversed())("%s", (stage) => {
  it.each(Object.keys(TROUBLES) as TroubleName[])("%s", async (name) => {
    await bench.before(stage);
    await OUTCOMES[effectOf(name, stage)](stage, TROUBLES[name]);
    if (!ASKS_IT_GLUE.includes(stage)) expect(await bench.requests()).toBe(0);
  });

  it.each(PASSES_BY_ITSELF)("%s until midnight has passed", async (name) => {
    await bench.before(stage);
    bench.at(BEFORE_MIDNIGHT);
    const { begin, end } = TROUBLES[name];
    const ran = await bench.disturbed({
      stage,
      happen: () => begin(bench),
      restart: (clock) => clock.set(AFTER_MIDNIGHT),
    });
    await end(bench);
    const isCounted = stage === "notification";
    expect(ran?.status).toBe(isCounted ? "completed" : "missed");
    bench.at(NEXT_NIGHT);
    expect((await bench.night())?.status).toBe("completed");
    const record = await recordNow();
    if (isCounted)
      expect({
        ...record,
        runs: undisturbed.runs,
        audit: undisturbed.audit,
        counted: undisturbed.counted,
      }).toEqual(undisturbed);
    else expectBesides(record, notAsked);
  });
});

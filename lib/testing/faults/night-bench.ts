/** One tenant before the night of 3 June, to which everything goes back after each test; and that night, disturbed at any stage. */
import { placeDatabase } from "@/db/client";
import { controlEmulator, emulatorRequestCounts } from "@/e2e/it-glue-emulator/control-client";
import { type Emulator, startEmulator } from "@/e2e/it-glue-emulator/start-emulator";
import { tellOfNight } from "@/inngest/functions/tell-of-changes";
import type { CommandContext } from "@/lib/commands/context";
import type { RunTrigger } from "@/lib/commands/sync-runs/begin-run";
import { type RunNightResult, runNight } from "@/lib/commands/sync-runs/run-night";
import { businessDate } from "@/lib/domain/regions";
import type { TestTenant } from "../factories";
import { startTestDatabase } from "../test-database";
import {
  addCountedLine,
  approveAllHeld,
  connectTenant,
  linkBeside,
  type RequestWatch,
} from "./counted-tenant";
import { addSmallAccount, type SmallAccount } from "./it-glue-account";
import { type EngineOptions, type Memory, runAsEngine, type StepWatch } from "./processes";
import { type RewindableDatabase, rewindableDatabase } from "./rewindable-database";
import type { StatementWatch } from "./watched-database";

export const STAGES = [
  "organizations",
  "types",
  "assets page 2",
  "recording",
  "proration",
  "notification",
] as const;
export type Stage = (typeof STAGES)[number];

/** How the step is called in which a stage begins. */
const STEP_OF: Record<Stage, RegExp> = {
  organizations: /^organizations$/,
  types: /^asset-types$/,
  "assets page 2": /^assets-/,
  recording: /^record$/,
  proration: /^record$/,
  notification: /^tell-of-changes$/,
};

/** What happens to a night, once. */
export type Disturbance = Pick<EngineOptions, "restart"> & {
  stage: Stage;
  /** Where the stage begins: before its step, its request or its statement. */
  happen: () => Promise<void>;
  /** Where the stage's step has done its work, before the engine knows. */
  atEnd?: () => Promise<void>;
};

type RunOptions = Partial<EngineOptions> & { trigger?: RunTrigger };

const UNHEARD: RequestWatch = async () => undefined;

export class NightBench {
  private readonly memories = new Map<Stage, { back: () => Promise<void>; memory: Memory }>();

  private constructor(
    readonly emulator: Emulator,
    readonly database: RewindableDatabase,
    readonly itGlue: SmallAccount,
    private ctx: CommandContext,
    readonly tenant: TestTenant,
    private readonly heard: { request: RequestWatch },
  ) {}

  /** Alpha's account counts the Seats of two organizations, 10 in all; since its first night one more was bought. */
  static async start(): Promise<NightBench> {
    const database = await rewindableDatabase(await startTestDatabase());
    placeDatabase(database);
    const emulator = await startEmulator();
    const clients = ["Alpha", "Beta", "Gamma"];
    const itGlue = addSmallAccount(emulator, { clients, types: ["Licenses"] });
    for (const [name, seats] of [
      ["Gamma", 5],
      ["Alpha", 6],
      ["Alpha", 2],
      ["Beta", 2],
      ["Gamma", 1],
    ] as const)
      itGlue.add(name, "Licenses", seats);
    const heard = { request: UNHEARD };
    const of = await connectTenant(emulator, itGlue, { watch: (url) => heard.request(url) });
    const bench = new NightBench(emulator, database, itGlue, of.jobCtx, of.tenant, heard);
    await linkBeside(of, "Beta", "Alpha");
    const line = { accountName: "Alpha", typeName: "Licenses", units: "10", emails: ["ada@example.com"] };
    await addCountedLine(of, line);
    bench.at("2026-06-02T04:20:00Z");
    await bench.night();
    await approveAllHeld(of);
    itGlue.setSeats(itGlue.assetsOf("Alpha")[0]!, 7);
    return bench;
  }

  /** Sets the time: 04:20 UTC is 00:20 at the tenant's. */
  at(instant: string): void {
    this.tenant.clock.set(instant);
  }

  /** Requests made to IT Glue since a stage began. */
  async requests(): Promise<number> {
    return (await emulatorRequestCounts(this.emulator.url, this.itGlue.key)).requests;
  }

  /** Remembers how everything stands, IT Glue included; the answer brings it back, as often as one likes. */
  async keep(): Promise<() => Promise<void>> {
    const mark = await this.database.mark();
    const [backInItGlue, at] = [this.itGlue.keep(), this.tenant.clock.now().toString()];
    return async () => {
      await this.database.rewind(mark);
      backInItGlue();
      this.at(at);
    };
  }

  /**
   * Runs the night of the present date undisturbed, and remembers how everything stood before each stage: `before` goes back there.
   * Going back to a stage forgets the later ones.
   */
  async nightToGoBackInto(): Promise<RunNightResult | null> {
    const memory: Memory = new Map();
    const watch: StepWatch = async (step, edge) => {
      if (edge === "ends") return;
      const begun = STAGES.filter((stage) => STEP_OF[stage].test(step));
      if (begun.length === 0) return;
      const back = await this.keep();
      for (const stage of begun) this.memories.set(stage, { back, memory: new Map(memory) });
    };
    return this.run({ memory, watch });
  }

  /** Goes back to where a stage of that night began. */
  async before(stage: Stage): Promise<void> {
    this.database.watch = null;
    await this.memories.get(stage)!.back();
  }

  /** Goes on with that night from a stage, which is disturbed as it begins. Null: a step failed for good. */
  async disturbed({ stage, happen, atEnd, restart }: Disturbance): Promise<RunNightResult | null> {
    const begin = once(async () => {
      // At once: what begins at a statement is there before that statement goes on.
      const harmed = happen();
      await controlEmulator(this.emulator.url, { action: "clear-requests" });
      await harmed;
    });
    const end = once(async () => atEnd?.());
    let pages = 0;
    this.heard.request = async (url) => {
      if (stage !== "assets page 2" || !url.includes("/flexible_assets?")) return;
      pages += 1;
      if (pages === 2) await begin();
    };
    if (stage === "proration") this.atFirstItem(begin);
    const watch: StepWatch = async (step, edge) => {
      if (!STEP_OF[stage].test(step)) return;
      if (edge === "ends") await end();
      else if (stage !== "assets page 2" && stage !== "proration") await begin();
    };
    return this.run({ memory: new Map(this.memories.get(stage)!.memory), watch, restart });
  }

  /** Runs the night of the present date. Null: a step failed for good. */
  night(trigger: RunTrigger = "schedule"): Promise<RunNightResult | null> {
    return this.run({ trigger });
  }

  async stop(): Promise<void> {
    await this.database.close();
    await this.emulator.close();
  }

  /** Begins at the first statement of recording that has to do with billing items. */
  private atFirstItem(begin: () => Promise<void>): void {
    const first: StatementWatch = (statement, step) => {
      if (step !== "record" || !statement.includes("billing_item")) return;
      this.database.watch = null;
      void begin();
      this.hear(statement, step);
    };
    this.database.watch = first;
  }

  private hear(statement: string, step: string): void {
    this.database.watch?.(statement, step);
  }

  private async run({ trigger = "schedule", restart, ...options }: RunOptions) {
    const { clock } = this.tenant;
    const businessOn = businessDate(clock.now(), this.ctx.tenant.timeZone).toString();
    try {
      return await runAsEngine(
        async (steps) => {
          const result = await runNight(this.ctx, { businessOn, trigger }, steps);
          await tellOfNight(this.ctx, steps);
          return result;
        },
        { clock, ...options, ...(restart && { restart }) },
      );
    } finally {
      this.heard.request = UNHEARD;
    }
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let isDone = false;
  return async () => {
    if (isDone) return;
    isDone = true;
    await work();
  };
}

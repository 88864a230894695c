import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { closeDatabase, database } from "@/db/client";
import { migrateEmbedded } from "@/db/migrate";
import { controlEmulator, emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { type Emulator, startEmulator } from "@/e2e/it-glue-emulator/start-emulator";
import { AppProcess, buildApp, makeSecrets } from "./app-process";
import { checkAfterMoves, checkNight, checkRegistration, recordedLines, runsOnDemand } from "./checks";
import { type Company, setUpCompanies } from "./companies";
import { type InngestRun, type InngestServer, startInngest } from "./inngest-server";
import { freePort, type Processes, waitFor } from "./processes";

/** Every answer of IT Glue comes this much later, so that a run lasts long enough to be killed in its middle. */
const LATENCY_MS = 150;
const RUNS_END_WITHIN_MS = 6 * 60_000;
const FUNCTIONS = 9;

/** The app, the engine and IT Glue's stand-in, and what is done with them. */
export class Rehearsal {
  private constructor(
    private readonly app: AppProcess,
    private readonly inngest: InngestServer,
    private readonly emulator: Emulator,
    private readonly companies: Company[],
  ) {}

  static async begin(parts: { command: string; folder: string; processes: Processes }): Promise<Rehearsal> {
    const { command, folder, processes } = parts;
    await buildApp(processes);
    const emulator = await startEmulator();
    const data = join(folder, "data");
    const secrets = makeSecrets();
    delete process.env.DATABASE_URL;
    Object.assign(process.env, { ...secrets, FLEXBILL_DATA_DIR: data });
    const companies = await withData(async () => {
      await migrateEmbedded(await database());
      return setUpCompanies(emulator.url);
    });
    say("Three companies with 43 lines each: America/New_York, Europe/London, Australia/Sydney.");

    const appPort = await freePort();
    const engineFolder = join(folder, "inngest");
    await mkdir(engineFolder);
    const appUrl = `http://127.0.0.1:${appPort}/api/inngest`;
    const inngest = await startInngest(command, { folder: engineFolder, appUrl, processes });
    const ports = { app: appPort, emulator: emulator.port };
    const app = new AppProcess(processes, ports, { folder: data, secrets, engine: inngest });
    await app.start();
    await waitFor(
      `the registration of ${FUNCTIONS} functions`,
      async () => (await inngest.registered()).length === FUNCTIONS,
      60_000,
    );
    checkRegistration(await inngest.registered());
    say(
      `The engine has registered the built app's ${FUNCTIONS} functions, their crons and what holds runs back.`,
    );
    return new Rehearsal(app, inngest, emulator, companies);
  }

  /** A built app takes no call that its engine has not signed. */
  async refusesStrangers(): Promise<void> {
    const call = (method: string, headers: Record<string, string>) =>
      fetch(`${this.app.url}/api/inngest?fnId=flexbill-tick&stepId=step`, {
        method,
        headers: { "content-type": "application/json", ...headers },
        ...(method !== "GET" && { body: JSON.stringify({ event: { name: "x", data: {} } }) }),
      });
    const seconds = Math.floor(Date.now() / 1000);
    const strange = { "x-inngest-signature": `t=${seconds}&s=${"0".repeat(64)}` };
    for (const method of ["GET", "PUT", "POST"]) {
      for (const headers of [{}, strange, { "x-inngest-server-kind": "dev" }] as Record<string, string>[]) {
        const { status } = await call(method, headers);
        require(status === 401, `${method} with ${JSON.stringify(headers)} was answered with ${status}`);
      }
    }
    say("Calls that are unsigned, or signed by others, are refused.");
  }

  /** The tick, called twice at once, as a cron may come twice; the app dies while types are read and while lines are recorded. */
  async nightThroughTwoKills(): Promise<void> {
    await controlEmulator(this.emulator.url, { action: "clear-requests" });
    await this.slowDown(LATENCY_MS);
    const began = Date.now();
    const ticks = await Promise.all(["flexbill-tick", "flexbill-tick"].map((id) => this.inngest.invoke(id)));
    await this.killWhen("a page of assets is asked for", (paths) => paths.some(isAssets));
    // Types are read once more after the last page, just before lines are recorded.
    await this.killWhen(
      "lines are about to be recorded",
      (paths) => paths.some((path) => path.includes("/flexible_asset_types")),
      2 * LATENCY_MS,
    );
    await this.slowDown(0);
    // Until both have ended, the later one may still ask for nights.
    await Promise.all(ticks.map((eventId) => this.finishedRun(eventId)));
    const runs = await this.finishedRunsOf("units/tenant-sync.requested", this.companies.length);
    for (const { status, output } of runs)
      require(status === "Completed", `A night ended as ${status}: ${JSON.stringify(output)}`);
    say(`Three nights ended ${seconds(began)} s after the tick, through two kills.`);
    await this.withDataOfStoppedApp(async () => {
      for (const company of this.companies) await checkNight(company);
    });
    say("Units, money, readings, audit and messages of the three nights are what they must be.");
  }

  /** A simulation's clock is moved by the engine: two nights and their jobs in one run. */
  async clockMoves(): Promise<void> {
    for (const { tenant } of this.companies)
      await this.inngest.send("simulation/clock-move.requested", {
        tenantId: tenant.id,
        toOn: "2026-06-12",
        requestedBy: "Test",
      });
    const runs = await this.finishedRunsOf("simulation/clock-move.requested", this.companies.length);
    for (const { status, output } of runs)
      require(status === "Completed", `A move of a clock ended as ${status}: ${JSON.stringify(output)}`);
    await this.withDataOfStoppedApp(async () => {
      for (const company of this.companies) await checkAfterMoves(company);
    });
    say("Three clocks were moved by two nights each.");
  }

  /** One company turns IT Glue off while it is counted: its run ends, that of the others goes on. */
  async turnedOffMeansCalledOff(): Promise<void> {
    const [leaving, staying] = this.companies as [Company, Company];
    await controlEmulator(this.emulator.url, { action: "clear-requests" });
    await this.slowDown(1_000);
    const asked = await Promise.all(
      [leaving, staying].map(({ tenant, itGlueAccount }) =>
        this.inngest.send("units/tenant-sync.requested", {
          tenantId: tenant.id,
          businessOn: "2026-06-12",
          trigger: "on-demand",
          requestedBy: "Test",
          itGlueAccount,
          headStartSeconds: 600,
        }),
      ),
    );
    await waitFor(
      "a request of the company that turns IT Glue off",
      async () =>
        (await emulatorRequests(this.emulator.url, { accountId: leaving.itGlueAccount })).length > 0,
      60_000,
    );
    await this.inngest.send("it-glue/turned-off", { tenantId: leaving.tenant.id });
    const [left, stayed] = await Promise.all(asked.map((eventId) => this.finishedRun(eventId)));
    await this.slowDown(0);
    require(left!.status === "Cancelled", `The run that was called off ended as ${left!.status}`);
    require(stayed!.status === "Completed", `The other company's run ended as ${stayed!.status}`);
    await this.withDataOfStoppedApp(async () => {
      require((await runsOnDemand(leaving)).recorded === 0, "A run that was called off recorded lines");
      require((await runsOnDemand(staying)).completed === 1, "The other run was not completed");
    });
    say("Turning IT Glue off called off the run of that company, and no other.");
  }

  async end(): Promise<void> {
    await this.app.stop();
    await this.emulator.close();
  }

  /** Kills the app once IT Glue was asked for something, says how far it had come, and starts it again. */
  private async killWhen(what: string, isSo: (paths: string[]) => boolean, laterMs = 0): Promise<void> {
    await waitFor(
      what,
      async () => isSo((await emulatorRequests(this.emulator.url)).map(({ path }) => path)),
      RUNS_END_WITHIN_MS,
    );
    await new Promise((resolve) => setTimeout(resolve, laterMs));
    await this.app.kill();
    const recorded = await withData(() => Promise.all(this.companies.map(recordedLines)));
    say(`Killed the app while ${what}; lines recorded so far: ${recorded.join(", ")}.`);
    await controlEmulator(this.emulator.url, { action: "clear-requests" });
    await this.app.start();
  }

  private async withDataOfStoppedApp(look: () => Promise<void>): Promise<void> {
    await this.app.stop();
    await withData(look);
    await this.app.start();
  }

  private slowDown(latencyMs: number): Promise<unknown> {
    return controlEmulator(this.emulator.url, { action: "switches", set: { latencyMs } });
  }

  private async finishedRun(eventId: string): Promise<InngestRun> {
    return waitFor(
      `the run of event ${eventId}`,
      async () => (await this.inngest.runsOf(eventId)).find(hasEnded) ?? null,
      RUNS_END_WITHIN_MS,
    );
  }

  /**
   * All runs of the events of a name, once there are as many runs and every one has ended. Of events with one id the engine
   * starts one run, so an event may have none.
   */
  private async finishedRunsOf(name: string, atLeast: number): Promise<InngestRun[]> {
    return waitFor(
      `the end of ${atLeast} runs of ${name}`,
      async () => {
        const events = await this.inngest.eventsNamed(name);
        const runs = await Promise.all(events.map(({ internal_id }) => this.inngest.runsOf(internal_id)));
        const all = runs.flat();
        return all.length >= atLeast && all.every(hasEnded) && all;
      },
      RUNS_END_WITHIN_MS,
    );
  }
}

/** A run whose app was away for a moment is told of as "Failed" until it is tried again; only an ended one has an end. */
const hasEnded = ({ ended_at }: InngestRun) => ended_at !== null;

const isAssets = (path: string) => path.includes("/flexible_assets?");

/** Opens the data folder in this process for a look; the app must not run meanwhile. */
async function withData<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await closeDatabase();
  }
}

function require(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise);
}

const seconds = (since: number) => Math.round((Date.now() - since) / 1000);

function say(what: string): void {
  console.log(what);
}

import { randomBytes } from "node:crypto";
import { buildIfNeeded } from "@/lib/cli/demo/build";
import { demoEnvironment } from "@/lib/cli/demo/environment";
import type { DemoSecrets } from "@/lib/cli/demo/secrets";
import { type Processes, type Started, waitFor } from "./processes";

const NEXT = "node_modules/next/dist/bin/next";
const BUILDS_WITHIN_MS = 10 * 60_000;
const STARTS_WITHIN_MS = 120_000;

export const makeSecrets = (): DemoSecrets => ({
  AUTH_SECRET: randomBytes(32).toString("base64url"),
  FLEXBILL_MASTER_KEY: randomBytes(32).toString("base64"),
});

/** The built app as the demo starts it, so that the emulator may stand in for IT Glue, but with an Inngest engine named. */
export class AppProcess {
  private started: Started | null = null;

  constructor(
    private readonly processes: Processes,
    private readonly ports: { app: number; emulator: number },
    private readonly options: {
      folder: string;
      secrets: DemoSecrets;
      engine: { url: string; signingKey: string; eventKey: string };
    },
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.ports.app}`;
  }

  async start(): Promise<void> {
    const { folder, secrets, engine } = this.options;
    const environment = {
      ...demoEnvironment(process.env, { ports: this.ports, folder, secrets }),
      INNGEST_BASE_URL: engine.url,
      INNGEST_SIGNING_KEY: engine.signingKey,
      INNGEST_EVENT_KEY: engine.eventKey,
    };
    const started = this.processes.start(
      process.execPath,
      [NEXT, "start", "-H", "127.0.0.1", "-p", String(this.ports.app)],
      environment,
    );
    this.started = started;
    await waitFor(
      "the app",
      async () => {
        if (started.hasEnded()) throw new Error(`The app ended by itself:\n${started.said()}`);
        return (await fetch(`${this.url}/api/health`).catch(() => null))?.ok ?? false;
      },
      STARTS_WITHIN_MS,
    );
  }

  /** SIGKILL: nothing is finished, nothing closed. */
  kill = () => this.end("SIGKILL");
  stop = () => this.end("SIGTERM");

  said(): string {
    return this.started?.said() ?? "";
  }

  private async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.started?.end(signal);
    this.started = null;
  }
}

/** Builds the app unless the last build was made of the same sources. */
export async function buildApp(processes: Processes): Promise<void> {
  await buildIfNeeded(process.cwd(), {
    distDir: process.env.FLEXBILL_DIST_DIR || ".next",
    run: async () => {
      console.log("Building Flexbill: about a minute.");
      const build = processes.start(process.execPath, [NEXT, "build"], {
        ...process.env,
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
      });
      await waitFor("the build", async () => build.hasEnded(), BUILDS_WITHIN_MS);
      if (build.exitCode() !== 0) console.error(build.said());
      return build.exitCode() === 0;
    },
  });
}

/** What can go wrong in a night, how it is set off and how it is put right again. */
import type { ControlInput } from "@/e2e/it-glue-emulator/control-actions";
import { controlEmulator } from "@/e2e/it-glue-emulator/control-client";
import type { NightBench } from "./night-bench";
import { currentProcess, stillAlive } from "./processes";

export type Trouble = {
  begin: (bench: NightBench) => Promise<void>;
  end: (bench: NightBench) => Promise<void>;
  /** Once more where the stage's step has done its work. */
  atEnd?: () => Promise<void>;
  /** What a message says otherwise for it: from, to. */
  words?: [string, string];
};

const control = ({ emulator }: NightBench, action: ControlInput) => controlEmulator(emulator.url, action);

/** IT Glue answers so until it is put right. */
const answering = (fault: Omit<Extract<ControlInput, { action: "fault" }>, "action">): Trouble => ({
  begin: async (bench) => void (await control(bench, { action: "fault", ...fault })),
  end: async (bench) => void (await control(bench, { action: "clear-faults" })),
});

/** Somebody changes something in IT Glue, and takes it back. */
function changing(change: (bench: NightBench) => ControlInput[]): Trouble {
  let before: () => void = () => undefined;
  return {
    async begin(bench) {
      before = bench.itGlue.keep();
      for (const action of change(bench)) await control(bench, action);
    },
    end: async () => before(),
  };
}

const NAMES = [
  "429 storm",
  "500",
  "503",
  "time-out",
  "slow drip",
  "truncated JSON",
  "HTML",
  "key revoked",
  "type deleted",
  "field renamed",
  "field of another kind",
  "organization deleted",
  "asset moved between pages",
  "database down 30 s",
  "process killed",
] as const;
export type TroubleName = (typeof NAMES)[number];

const DOWN_SECONDS = 30;

export const TROUBLES: Record<TroubleName, Trouble> = {
  "429 storm": answering({ kind: "429", retryAfter: 120 }),
  "500": answering({ kind: "500" }),
  "503": answering({ kind: "503" }),
  "time-out": answering({ kind: "slow", delayMs: 60_000 }),
  "slow drip": answering({ kind: "drip", delayMs: 1000 }),
  "truncated JSON": answering({ kind: "truncated" }),
  HTML: answering({ kind: "502-html" }),
  "key revoked": {
    begin: async (bench) => void (await control(bench, { action: "revoke-key", key: bench.itGlue.key })),
    end: async (bench) => void (await control(bench, { action: "restore-key", key: bench.itGlue.key })),
  },
  "type deleted": changing(({ itGlue }) => [
    { action: "delete-asset-type", assetTypeId: itGlue.type("Licenses").id },
  ]),
  "field renamed": {
    ...changing(({ itGlue }) => [
      {
        action: "rename-field",
        fieldId: itGlue.field("Licenses", "Seats").id,
        name: "Bought",
        changeKey: true,
      },
    ]),
    words: ["Seats of", "Bought of"],
  },
  "field of another kind": changing(({ itGlue }) => [
    { action: "change-field-kind", fieldId: itGlue.field("Licenses", "Seats").id, kind: "Text" },
  ]),
  "organization deleted": changing(({ itGlue }) => [
    { action: "delete-organization", organizationId: itGlue.organization("Beta").id },
  ]),
  // One goes and one comes: the total stays, and every record after the first stands on another page.
  "asset moved between pages": changing(({ itGlue }) => [
    { action: "delete-asset", assetId: itGlue.assetsOf("Gamma")[0]!.id },
    {
      action: "add-asset",
      organizationId: itGlue.organization("Gamma").id,
      assetTypeId: itGlue.type("Licenses").id,
      traits: { license: "New", seats: 4 },
    },
  ]),
  "database down 30 s": {
    async begin({ database, tenant }) {
      const until = tenant.clock.now().add({ seconds: DOWN_SECONDS });
      database.watch = () => {
        if (tenant.clock.now().epochMilliseconds < until.epochMilliseconds)
          throw new Error("connect ECONNREFUSED");
      };
    },
    async end({ database }) {
      database.watch = null;
    },
  },
  "process killed": { begin: killed, atEnd: killed, end: async () => undefined },
};

async function killed(): Promise<void> {
  currentProcess()!.kill();
  await stillAlive();
}

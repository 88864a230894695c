import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ControlInput } from "@/e2e/it-glue-emulator/control-actions";
import { emulatorRequests } from "@/e2e/it-glue-emulator/control-client";
import { jobContextFor } from "@/lib/testing/factories";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { updateUnits } from "./update-units";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
});
afterEach(() => job.stop());

const press = () =>
  updateUnits(jobContextFor(job.tenant, { itGlue: job.itGlue }), {
    contractId: job.contract.id,
    lineId: job.line.id,
    rule: job.rule,
  });
const seatsId = () => (job.rule.billBy.by === "field" ? job.rule.billBy.fieldId : "");

/** Happens as soon as so many lists of asset types were answered: the first stands before the assets, the next after them. */
const afterTypes = (lists: number, change: Extract<ControlInput, { action: "schedule" }>["do"]) =>
  job.control({ action: "schedule", afterRequests: lists, match: "/flexible_asset_types", do: change });
const rename = (name: string) =>
  ({ action: "rename-field", fieldId: seatsId(), name, changeKey: true }) as const;

describe("fields that change while they are counted", () => {
  it("a field renamed between the fields and the assets does not look like blanks", async () => {
    await press();
    await afterTypes(1, rename("Bought seats"));
    const shown = await press();
    expect(shown).toMatchObject({
      state: "counted",
      units: "10",
      drift: ["Seats was renamed to Bought seats in IT Glue."],
    });
    expect((await job.readings()).at(-1)).toMatchObject({
      id: shown.readingId,
      state: "counted",
      units: "10",
    });
  });

  it("a filter's field renamed in between does not look like assets outside the filter", async () => {
    const fieldId = job.rule.conditions[0]!.fieldId;
    await afterTypes(1, { action: "rename-field", fieldId, name: "Product", changeKey: true });
    expect(await press()).toMatchObject({ state: "counted", units: "10" });
  });

  it("a field deleted in between is a broken rule, not 0", async () => {
    await press();
    await afterTypes(1, { action: "delete-field", fieldId: seatsId() });
    expect(await press()).toMatchObject({
      state: "broken-rule",
      units: null,
      reasons: [
        {
          code: "rule-broken",
          message: "The field Seats of Microsoft 365 no longer exists in IT Glue: choose another field",
        },
      ],
    });
  });

  it("a type changed again and again is left for later, and units stay", async () => {
    for (let lists = 1; lists <= 6; lists += 1) await afterTypes(lists, rename(`Seats ${lists}`));
    const shown = await press();
    expect(shown).toMatchObject({ state: "unreachable", units: null, previousUnits: "10" });
    expect(shown.reasons[0]).toEqual({
      code: "it-glue-type-changing",
      message:
        "Microsoft 365 is being changed in IT Glue while it is counted: press Update Units again when that is done",
    });
    expect((await job.segments()).map(({ units }) => units)).toEqual(["10"]);
  });

  it("other fields of the type may change meanwhile: the assets are read once", async () => {
    await job.control({ action: "clear-requests" });
    await afterTypes(1, {
      action: "add-field",
      assetTypeId: job.rule.assetTypeId,
      attributes: { name: "Remarks", kind: "Text" },
    });
    expect(await press()).toMatchObject({ state: "counted", units: "10" });
    const paths = (await emulatorRequests(job.emulator.url)).map(({ path }) => path);
    expect(paths.filter((path) => path.includes("/flexible_assets"))).toHaveLength(1);
    expect(paths.filter((path) => path.includes("/flexible_asset_types"))).toHaveLength(2);
  });
});

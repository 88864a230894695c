import type { ControlInput } from "./it-glue-emulator/control-actions";
import { controlEmulator, emulatorState } from "./it-glue-emulator/control-client";
import { assetOf, assetTypeOf, fieldOf, organizationOf } from "./it-glue-emulator/demo-lookup";
import { EMULATOR_PORT } from "./playwright.config";

const URL = `http://127.0.0.1:${EMULATOR_PORT}`;

/** What a journey changes in IT Glue, and what it reads there to know what Flexbill must count. */
export const itGlue = {
  control: (action: ControlInput) => controlEmulator(URL, action),

  async setSeats(license: string, seats: number, organization = "RK Fabrics"): Promise<void> {
    await controlEmulator(URL, {
      action: "set-traits",
      assetId: await assetId(organization, license),
      traits: { seats },
    });
  },

  async archive(license: string): Promise<void> {
    await controlEmulator(URL, { action: "archive-asset", assetId: await assetId("RK Fabrics", license) });
  },

  /** The sum of Seats over RK Fabrics' Microsoft 365 assets of these licenses that are not archived, read from the emulator. */
  async seatsOf(licenses: readonly string[]): Promise<number> {
    const state = await emulatorState(URL);
    const organization = organizationOf(state, "northwind", "RK Fabrics");
    const type = assetTypeOf(state, "northwind", "Microsoft 365");
    const seats = fieldOf(state, "northwind", "Microsoft 365", "Seats").id;
    const license = fieldOf(state, "northwind", "Microsoft 365", "License").id;
    return state.accounts
      .flatMap((account) => account.assets)
      .filter(
        (asset) => asset.organizationId === organization.id && asset.typeId === type.id && !asset.archived,
      )
      .filter((asset) => licenses.includes(String(asset.values[license])))
      .reduce((sum, asset) => sum + Number(asset.values[seats] ?? 0), 0);
  },
};

async function assetId(organization: string, license: string): Promise<string> {
  return assetOf(await emulatorState(URL), "northwind", organization, "Microsoft 365", license).id;
}

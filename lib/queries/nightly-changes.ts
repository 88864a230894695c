import { withTenant } from "@/db/client";
import { nightlyChangesOf } from "@/db/nightly-changes-of";
import type { TenantScope } from "@/lib/auth/tenant-scope";

/** Limits as they stand in the form: blank is "no such limit". */
export type NightlyChangesScreen = {
  percent: string;
  units: string;
  money: string;
  runCapPercent: string;
  /** 0: never saved, these are the defaults. */
  version: number;
};

/** Admin > My Company > Nightly Changes as they apply. */
export async function nightlyChangesScreen(scope: TenantScope): Promise<NightlyChangesScreen> {
  const { tolerance, runCapPercent, version } = await withTenant(scope, (db) => nightlyChangesOf(db, scope));
  const { percent, units, money } = tolerance;
  return {
    percent: percent ?? "",
    units: units ?? "",
    money: money ?? "",
    runCapPercent: runCapPercent ?? "",
    version,
  };
}

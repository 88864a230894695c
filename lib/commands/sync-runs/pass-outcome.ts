import type { Reason } from "@/db/schema/counting";
import type { PassIdentity } from "./pass-identity";

/** What a stage of the pass has come to: small JSON, so that a job engine can remember it. */
export type Stage = { ok: true } | { ok: false; reason: Reason };

/** What a run has read of IT Glue, and under whose name: all that the counts of its lines rest on beside the mirror. */
export type PassOutcome = {
  runId: string;
  businessOn: string;
  /** The connection and credential under which the pass began: what another one read is never recorded. */
  identity: PassIdentity;
  organizations: Stage;
  types: Stage;
  /** By asset type, for each type that lines are billed by. */
  assets: Record<string, Stage>;
};

/** Why the lines of a type cannot be counted from the pass; null where all that they need was read. */
export function unreadOf(pass: PassOutcome, assetTypeId: string): Reason | null {
  const stages = [pass.organizations, pass.types, pass.assets[assetTypeId] ?? NOT_PASSED];
  const failed = stages.find((stage) => !stage.ok);
  return failed && !failed.ok ? failed.reason : null;
}

/** Whether the assets of a type were read to their end. */
export const areAssetsRead = (pass: PassOutcome, assetTypeId: string): boolean =>
  pass.assets[assetTypeId]?.ok ?? false;

const NOT_PASSED: Stage = {
  ok: false,
  reason: { code: "it-glue-type-not-read", message: "The asset type was not among those that were read" },
};

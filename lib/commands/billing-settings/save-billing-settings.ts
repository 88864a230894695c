import { and, eq } from "drizzle-orm";
import { type BillingSettings, billingSettingsOf } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { billingSettings } from "@/db/schema/billing-settings";
import { authorize } from "@/lib/auth/policy";
import { type SaveBillingSettingsInput, saveBillingSettingsInput } from "@/lib/inputs/billing-settings";
import { changedFields, recordAudit } from "../audit";
import { changedMeanwhile } from "../changed-meanwhile";
import type { CommandContext } from "../context";
import { reprojectZeroItems } from "./reproject-zero-items";

/** The screen's word for each setting, as `changed-meanwhile` tells it. */
const LABELS: Partial<Record<keyof BillingSettings, string>> = {
  postsZeroItems: "Post zero-value entries",
  staleAfterDays: "Days until a count is stale",
  latestJobStart: "Jobs start at the latest at",
  groupInvoicesBy: "One invoice for each",
  hasAppendix: "Appendix",
  companyAddress: "Address",
  companyTaxNumber: "Tax number",
  invoiceFooter: "Footer",
  invoiceNumberPrefix: "Invoice number prefix",
  creditNoteNumberPrefix: "Credit note number prefix",
};

/**
 * Saves Admin > My Company > Billing Settings (all but the names of exports). Where zero-value entries are turned on or off,
 * the lines they concern are projected anew afterwards, in chunks; what a crash leaves out, the nightly run does.
 * @throws CommandRefused "not-allowed", "changed-meanwhile".
 */
export async function saveBillingSettings(
  ctx: CommandContext,
  raw: SaveBillingSettingsInput,
): Promise<{ version: number; reprojectedLines: number }> {
  authorize(ctx, "billing-settings.manage");
  const { version, ...typed } = saveBillingSettingsInput.parse(raw);
  const before = await withTenant(ctx.scope, async (db) => {
    const stored = await billingSettingsOf(db, ctx.scope);
    const written = await write(db, ctx, typed, version);
    if (!written) {
      const record = { kind: "billing-settings", id: ctx.scope.tenantId, openedVersion: version };
      throw await changedMeanwhile(db, ctx, { ...record, what: "page of settings" }, LABELS);
    }
    await recordAudit(db, ctx, {
      action: "billing-settings.saved",
      subject: { kind: "billing-settings", id: ctx.scope.tenantId },
      changes: { ...changedFields(stored, typed), version: { from: version, to: version + 1 } },
    });
    return stored;
  });
  const isSwitched = before.postsZeroItems !== typed.postsZeroItems;
  return { version: version + 1, reprojectedLines: isSwitched ? await reprojectZeroItems(ctx) : 0 };
}

type Typed = Omit<BillingSettings, "version" | "exportNames">;

/** Whether the version that was opened was still the newest, and is followed by this one. */
async function write(db: Db, ctx: CommandContext, typed: Typed, version: number): Promise<boolean> {
  const saved = {
    ...typed,
    version: version + 1,
    savedAt: ctx.now().toString({ smallestUnit: "millisecond" }),
    savedBy: ctx.actor.name,
  };
  const { tenantId } = ctx.scope;
  const rows =
    version === 0
      ? await db
          .insert(billingSettings)
          .values({ ...saved, tenantId })
          // Names of exports may have been saved before anything else: that row still has version 0.
          .onConflictDoUpdate({
            target: billingSettings.tenantId,
            set: saved,
            setWhere: eq(billingSettings.version, 0),
          })
          .returning({ version: billingSettings.version })
      : await db
          .update(billingSettings)
          .set(saved)
          .where(and(eq(billingSettings.tenantId, tenantId), eq(billingSettings.version, version)))
          .returning({ version: billingSettings.version });
  return rows.length === 1;
}

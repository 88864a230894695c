import { and, eq } from "drizzle-orm";
import { sha256Of } from "#sha256";
import { billingSettingsOf, DEFAULT_BILLING_SETTINGS } from "@/db/billing-settings-of";
import { withTenant } from "@/db/client";
import { billingSettings } from "@/db/schema/billing-settings";
import { authorize } from "@/lib/auth/policy";
import { namesText } from "@/lib/domain/exports/names-text";
import { type SaveExportNamesInput, saveExportNamesInput } from "@/lib/inputs/export-names";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";

/**
 * Saves what accounting systems call things. It is a section of its own: the version of the other settings stays.
 * @throws CommandRefused "not-allowed"; "changed-meanwhile" where the names are others than those that were opened.
 */
export async function saveExportNames(ctx: CommandContext, raw: SaveExportNamesInput): Promise<void> {
  authorize(ctx, "billing-settings.manage");
  const { xeroAccountCode, rates, openedHash } = saveExportNamesInput.parse(raw);
  const named = (name: "xeroTaxType" | "quickBooksTaxCode") =>
    Object.fromEntries(
      rates.filter((rate) => rate[name] !== "").map((rate) => [rate.ratePercent, rate[name]]),
    );
  const exportNames = {
    xeroAccountCode,
    xeroTaxTypes: named("xeroTaxType"),
    quickBooksTaxCodes: named("quickBooksTaxCode"),
  };
  await withTenant(ctx.scope, async (db) => {
    const { tenantId } = ctx.scope;
    const saved = { savedAt: ctx.now().toString({ smallestUnit: "millisecond" }), savedBy: ctx.actor.name };
    // Version 0: the other settings still count as never saved.
    await db
      .insert(billingSettings)
      .values({ ...DEFAULT_BILLING_SETTINGS, ...saved, tenantId })
      .onConflictDoNothing();
    const { exportNames: stored } = await billingSettingsOf(db, ctx.scope);
    const written =
      sha256Of(namesText(stored)) === openedHash
        ? await db
            .update(billingSettings)
            .set({ exportNames, ...saved })
            .where(and(eq(billingSettings.tenantId, tenantId), eq(billingSettings.exportNames, stored)))
            .returning({ tenantId: billingSettings.tenantId })
        : [];
    if (written.length === 0) throw new CommandRefused("changed-meanwhile", { what: "list of names" });
    await recordAudit(db, ctx, {
      action: "billing-settings.export-names-saved",
      subject: { kind: "billing-settings", id: tenantId },
      changes: changedFields(stored, exportNames),
    });
  });
}

import { and, eq, inArray } from "drizzle-orm";
import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { account } from "@/db/schema/account";
import { contract, contractLine } from "@/db/schema/contract";
import { authorize } from "@/lib/auth/policy";
import {
  type BulkChangeLinesInput,
  bulkChangeLinesInput,
  type ParsedBulkChange,
} from "@/lib/inputs/service-lines";
import { recordAudit } from "../audit";
import { lockAccounts } from "../billing/lock-accounts";
import type { CommandContext } from "../context";
import { CommandRefused } from "../refusal";
import { appendPriceSegment } from "./append-segment";
import { reprojectOrRefuse } from "./billable";
import { bulkChangeOf, type LineChange } from "./bulk-change-of";
import { currentLine } from "./current-line";
import { takeLine } from "./take-line";

type NamedLine = { lineId: string; lineName: string; accountName: string };

export type BulkChangedLines = {
  /** `priceEffectiveOn`: the day from which its new price counts; `laterPriceOn`: from when another one stays agreed. */
  changed: (NamedLine & { priceEffectiveOn: string | null; laterPriceOn: string | null })[];
  /** Lines that already said all of it. */
  unchanged: NamedLine[];
  /** Lines that nothing was changed on, each with the reason as a sentence. */
  refused: (NamedLine & { message: string })[];
};

type ChosenLine = NamedLine & { version: number; accountId: string };

/**
 * Sets name, description, price or cost on chosen lines of one service (domain.md 4.5). Prices are appended from a day on,
 * the past stays as it was billed. Each account is one transaction, in the order of their ids; a line that cannot be
 * changed is answered with the reason, and all others are. Sent twice, it changes nothing more: each line is taken in the
 * version it was chosen in.
 */
export async function bulkChangeLines(
  ctx: CommandContext,
  raw: BulkChangeLinesInput,
): Promise<BulkChangedLines> {
  authorize(ctx, "contracts.manage");
  const input = bulkChangeLinesInput.parse(raw);
  const { found, refused } = await chosenLines(ctx, input);
  const outcome: BulkChangedLines = { changed: [], unchanged: [], refused };
  const accountIds = [...new Set(found.map(({ accountId }) => accountId))].sort();
  for (const accountId of accountIds) {
    const lines = found.filter((line) => line.accountId === accountId);
    const ofAccount = await withTenant(ctx.scope, (db) => changeAccount(db, ctx, accountId, lines, input));
    outcome.changed.push(...ofAccount.changed);
    outcome.unchanged.push(...ofAccount.unchanged);
    outcome.refused.push(...ofAccount.refused);
  }
  return outcome;
}

async function changeAccount(
  db: Db,
  ctx: CommandContext,
  accountId: string,
  lines: readonly ChosenLine[],
  input: ParsedBulkChange,
): Promise<BulkChangedLines> {
  await lockAccounts(db, ctx, [accountId]);
  const outcome: BulkChangedLines = { changed: [], unchanged: [], refused: [] };
  for (const { accountId: _of, version, ...named } of lines) {
    try {
      // A savepoint: what a refused line had written is taken back, what the others wrote stays.
      const change = await db.transaction((inner) => changeLine(inner, ctx, { ...named, version }, input));
      if (change === null) outcome.unchanged.push(named);
      else {
        const { price, laterPriceOn } = change;
        outcome.changed.push({ ...named, priceEffectiveOn: price?.effectiveOn ?? null, laterPriceOn });
      }
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      outcome.refused.push({ ...named, message: inWords(error) });
    }
  }
  return outcome;
}

/** Writes what changes on one line; null where it already says all of it. */
async function changeLine(
  db: Db,
  ctx: CommandContext,
  { lineId, version }: { lineId: string; version: number },
  input: ParsedBulkChange,
): Promise<LineChange | null> {
  const seen = await currentLine(db, ctx, lineId);
  const isAsChosen = seen.line.version === version;
  if (isAsChosen && bulkChangeOf(ctx, seen, input) === null) return null;
  const before = await takeLine(db, ctx, { lineId, version });
  const change = bulkChangeOf(ctx, before, input);
  if (change === null) return null;
  if (Object.keys(change.texts).length > 0)
    await db
      .update(contractLine)
      .set(change.texts)
      .where(and(eq(contractLine.tenantId, ctx.scope.tenantId), eq(contractLine.id, lineId)));
  if (change.price !== null) {
    await appendPriceSegment(db, ctx, { lineId, ...change.price });
    await reprojectOrRefuse(db, ctx, lineId);
  }
  await recordAudit(db, ctx, {
    action: "contract-line.edited",
    subject: { kind: "contract-line", id: lineId },
    changes: { ...change.audited, version: { from: version, to: before.line.version } },
  });
  return change;
}

/** The chosen lines that are of this service, each once and in the order of their ids. */
async function chosenLines(
  ctx: CommandContext,
  { serviceId, lines }: ParsedBulkChange,
): Promise<{ found: ChosenLine[]; refused: BulkChangedLines["refused"] }> {
  const versions = new Map(lines.map(({ lineId, version }) => [lineId, version]));
  const rows = await withTenant(ctx.scope, (db) =>
    db
      .select({
        lineId: contractLine.id,
        lineName: contractLine.name,
        serviceId: contractLine.serviceId,
        accountId: account.id,
        accountName: account.name,
      })
      .from(contractLine)
      .innerJoin(
        contract,
        and(eq(contract.tenantId, contractLine.tenantId), eq(contract.id, contractLine.contractId)),
      )
      .innerJoin(account, and(eq(account.tenantId, contract.tenantId), eq(account.id, contract.accountId)))
      .where(
        and(eq(contractLine.tenantId, ctx.scope.tenantId), inArray(contractLine.id, [...versions.keys()])),
      )
      .orderBy(contractLine.id),
  );
  const known = new Map(rows.map((row) => [row.lineId, row]));
  const found: ChosenLine[] = [];
  const refused: BulkChangedLines["refused"] = [];
  for (const [lineId, version] of [...versions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const row = known.get(lineId);
    if (row?.serviceId === serviceId) {
      const { serviceId: _same, ...line } = row;
      found.push({ ...line, version });
      continue;
    }
    refused.push({
      lineId,
      lineName: row?.lineName ?? "Service line",
      accountName: row?.accountName ?? "",
      message: row
        ? "It bills another service by now."
        : "This service line does not exist, or is not in your company.",
    });
  }
  return { found, refused };
}

function inWords({ code, details, fields }: CommandRefused): string {
  const reasons = fields.map(({ message }) => `${message}.`).join(" ");
  if (code === "changed-meanwhile")
    return `${details.who ?? "Somebody"} changed it meanwhile. ${reasons}`.trim();
  return reasons || String(details.message ?? "It does not exist any more.");
}

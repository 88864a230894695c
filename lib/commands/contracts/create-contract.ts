import { withTenant } from "@/db/client";
import type { Db } from "@/db/database";
import { contract } from "@/db/schema/contract";
import { authorize } from "@/lib/auth/policy";
import { canonicalJson } from "@/lib/domain/counting/canonical-json";
import { type CreateContractInput, createContractInput } from "@/lib/inputs/contracts";
import { changedFields, recordAudit } from "../audit";
import type { CommandContext } from "../context";
import { type ContractFacts, contractFacts } from "./contract-facts";
import {
  type ContractHeader,
  contractHeader,
  EMPTY_HEADER,
  headerOver,
  takeDefaultFromOthers,
} from "./contract-header";
import { requireGoLive } from "./go-live";
import { contractWithId, nextContractNumber, requireAccount } from "./new-contract";
import type { ContractRow } from "./take-contract";

type WantedContract = ContractFacts & Partial<ContractHeader> & { accountId: string };

export type CreatedContract = { contractId: string; contractNumber: number };

/**
 * Makes a recurring services contract. Its number is the tenant's next one, taken in the same transaction: numbers have
 * no gaps. Refuses `not-found` (account) and `invalid` (go-live).
 */
export async function createContract(
  ctx: CommandContext,
  input: CreateContractInput,
): Promise<CreatedContract> {
  authorize(ctx, "contracts.manage");
  const { idForNew, ...facts } = createContractInput.parse(input);
  return withTenant(ctx.scope, async (db) => {
    const known = idForNew === undefined ? null : await contractWithId(db, ctx, idForNew);
    // The same form sent twice, because its first answer got lost; another form under a used id makes a contract of its own.
    if (known && isSame(known, facts)) return { contractId: known.id, contractNumber: known.contractNumber };
    const id = known ? undefined : idForNew;
    const { id: contractId, contractNumber } = await insertContract(db, ctx, { ...facts, id });
    return { contractId, contractNumber };
  });
}

/**
 * Writes a contract whose input was checked, with its number and its audit event, into the transaction at hand. Refuses
 * `not-found` and `invalid` (account, go-live).
 * @param wanted `id`: the id it is to have; `reason`: what the audit says of why it was made.
 */
export async function insertContract(
  db: Db,
  ctx: CommandContext,
  { id, reason, ...facts }: WantedContract & { id?: string; reason?: string },
): Promise<ContractRow> {
  requireGoLive(ctx, facts);
  await requireAccount(db, ctx, facts.accountId);
  const header = headerOver(EMPTY_HEADER, facts);
  if (header.isDefaultContract) await takeDefaultFromOthers(db, ctx, facts.accountId, null);
  const [created] = await db
    .insert(contract)
    .values({
      ...contractFacts(facts),
      ...header,
      accountId: facts.accountId,
      ...(id !== undefined && { id }),
      tenantId: ctx.scope.tenantId,
      contractNumber: await nextContractNumber(db, ctx),
      createdAt: ctx.now().toString({ smallestUnit: "millisecond" }),
    })
    .returning();
  await recordAudit(db, ctx, {
    action: "contract.created",
    subject: { kind: "contract", id: created!.id },
    changes: {
      ...changedFields({}, contractFacts(created!)),
      ...changedFields(EMPTY_HEADER, contractHeader(created!)),
      contractNumber: { from: null, to: created!.contractNumber },
      accountId: { from: null, to: facts.accountId },
      version: { from: null, to: 1 },
    },
    ...(reason !== undefined && { reason }),
  });
  return created!;
}

function isSame(known: ContractRow, wanted: WantedContract): boolean {
  return (
    known.version === 1 &&
    known.accountId === wanted.accountId &&
    canonicalJson(contractFacts(known)) === canonicalJson(contractFacts(wanted)) &&
    canonicalJson(contractHeader(known)) === canonicalJson(headerOver(EMPTY_HEADER, wanted))
  );
}

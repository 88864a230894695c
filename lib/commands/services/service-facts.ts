import type { service } from "@/db/schema/service";
import type { SERVICE_LABELS } from "@/lib/inputs/services";

export type ServiceFacts = Pick<typeof service.$inferSelect, keyof typeof SERVICE_LABELS>;

/** What a service says, without id and version. */
export function serviceFacts(row: ServiceFacts): ServiceFacts {
  return {
    name: row.name,
    description: row.description,
    category: row.category,
    subCategory: row.subCategory,
    unitOfMeasure: row.unitOfMeasure,
    unitPrice: row.unitPrice,
    unitCost: row.unitCost,
    incomeAccount: row.incomeAccount,
    expenseAccount: row.expenseAccount,
    isTaxable: row.isTaxable,
    isActive: row.isActive,
  };
}

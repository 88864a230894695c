import { and, asc, desc, eq, ne, sql } from "drizzle-orm";
import type { Db } from "@/db/database";
import { contractLine, lineTerms } from "@/db/schema/contract";
import { service } from "@/db/schema/service";
import type { TenantScope } from "@/lib/auth/tenant-scope";
import { serviceUses, type UsedRule } from "@/lib/domain/counting/service-use";

export type FormService = {
  id: string;
  name: string;
  description: string;
  unitOfMeasure: string;
  unitPrice: string;
  unitCost: string | null;
  isActive: boolean;
  /** What other lines count under this service: a second rule makes invoices ambiguous (domain.md 4.6). */
  rules: UsedRule[];
};

/** The catalogue as the service line form shows it; `exceptLineId` is the line being edited. */
export async function formServices(
  db: Db,
  scope: TenantScope,
  exceptLineId: string | null,
): Promise<FormService[]> {
  const services = await db
    .select()
    .from(service)
    .where(eq(service.tenantId, scope.tenantId))
    .orderBy(asc(sql`lower(${service.name})`));
  const newest = await db
    .selectDistinctOn([lineTerms.lineId], {
      serviceId: contractLine.serviceId,
      countRule: lineTerms.countRule,
      inWords: lineTerms.ruleInWords,
    })
    .from(lineTerms)
    .innerJoin(
      contractLine,
      and(eq(contractLine.tenantId, lineTerms.tenantId), eq(contractLine.id, lineTerms.lineId)),
    )
    .where(
      and(
        eq(lineTerms.tenantId, scope.tenantId),
        exceptLineId === null ? undefined : ne(lineTerms.lineId, exceptLineId),
      ),
    )
    .orderBy(lineTerms.lineId, desc(lineTerms.termsVersion));
  const rules = new Map<string, UsedRule[]>();
  for (const { serviceId, countRule, inWords } of newest) {
    if (!countRule) continue;
    const used = { rule: countRule, inWords: inWords ?? "" };
    rules.set(serviceId, [...(rules.get(serviceId) ?? []), used]);
  }
  return services.map(({ id, name, description, unitOfMeasure, unitPrice, unitCost, isActive }) => ({
    ...{ id, name, description, unitOfMeasure, unitPrice, unitCost, isActive },
    rules: serviceUses(rules.get(id) ?? []).map(({ rule, inWords }) => ({ rule, inWords })),
  }));
}

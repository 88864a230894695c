import type { OrganizationValues } from "./port";

const ATTRIBUTES = {
  name: "name",
  shortName: "short-name",
  typeId: "organization-type-id",
  statusId: "organization-status-id",
  parentId: "parent-id",
} as const satisfies Record<keyof OrganizationValues, string>;

const FOREIGN_IDS: ReadonlySet<keyof OrganizationValues> = new Set(["typeId", "statusId", "parentId"]);

/** Foreign ids travel as JSON numbers; one that a JavaScript number would change keeps its digits as text. */
function foreignId(id: string): number | string {
  const number = Number(id);
  return Number.isSafeInteger(number) && String(number) === id ? number : id;
}

/** The JSON body that makes an organization: what is empty is left out, so that IT Glue's own defaults hold. */
export function newOrganizationBody(values: OrganizationValues): string {
  const given = Object.entries(values).filter(([, value]) => value !== null);
  return organizationBody(Object.fromEntries(given));
}

/** The JSON body of a write (itglue-api.md 2 and 3). Values left out are left alone, null empties one. */
export function organizationBody(values: Partial<OrganizationValues>): string {
  const attributes: Record<string, string | number | null> = {};
  for (const key of Object.keys(ATTRIBUTES) as (keyof OrganizationValues)[]) {
    const value = values[key];
    if (value === undefined) continue;
    attributes[ATTRIBUTES[key]] = value !== null && FOREIGN_IDS.has(key) ? foreignId(value) : value;
  }
  return JSON.stringify({ data: { type: "organizations", attributes } });
}

import type { Role } from "@/db/schema/tenant";

/** Every demo user's password: it opens nothing, for demo users exist in the demo's own database alone. */
export const DEMO_PASSWORD = "flexbill-demo";

export type DemoPerson = { company: string; name: string; email: string; role: Role };

const people = (company: string, names: Record<Role, string>): DemoPerson[] =>
  [
    ["admin", "Administrator"] as const,
    ["finance", "Finance Manager"] as const,
    ["tech", "Technician"] as const,
    ["audit", "Auditor"] as const,
  ].map(([local, role]) => ({
    company,
    name: names[role],
    email: `${local}@${company}.example`,
    role,
  }));

/** Who can sign in to the demo. */
export const DEMO_PEOPLE: readonly DemoPerson[] = [
  ...people("northwind", {
    Administrator: "Nora Whitfield",
    "Finance Manager": "Felix Ortega",
    Technician: "Tara Lindqvist",
    Auditor: "Arun Mehta",
  }),
  ...people("bluefin", {
    Administrator: "Beatrix Holm",
    "Finance Manager": "Fergus Doyle",
    Technician: "Tomasz Zielinski",
    Auditor: "Amelia Grant",
  }),
];

/** Whether this process runs the demo. */
export const isDemo = () => process.env.FLEXBILL_DEMO === "1";

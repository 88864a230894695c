import type { USER_ROLES } from "@/lib/inputs/users";

type Role = (typeof USER_ROLES)[number];

/** What each role may do, in one line (`lib/auth/policy`). */
export const ROLE_WORDS: Record<Role, string> = {
  Administrator: "Everything, with IT Glue settings, users and sync runs",
  "Finance Manager": "Accounts, services, contracts, units, billing and invoices",
  Technician: "Sees everything, connects IT Glue, syncs organizations; changes nothing that bills",
  Auditor: "Sees everything, the audit log included; changes nothing",
};

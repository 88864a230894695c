/** What a person needs to be allowed to open a menu item; the names are those of `lib/auth/policy`. */
export type MenuPermission =
  | "view"
  | "settings.manage"
  | "billing-settings.manage"
  | "users.manage"
  | "audit.view";

export type MenuIcon =
  | "today"
  | "sync-runs"
  | "held"
  | "accounts"
  | "mapping"
  | "sync-log"
  | "contracts"
  | "billing-review"
  | "coverage"
  | "billing"
  | "conservation"
  | "billing-automation"
  | "invoices"
  | "it-glue"
  | "billing-settings"
  | "nightly-changes"
  | "services"
  | "users"
  | "audit-log"
  | "outbox";

export type MenuItem = { label: string; href: string; icon: MenuIcon; permission: MenuPermission };
/** A group of the main menu. `label` is the first word of the menu path, `sublabel` the second where there is one. */
export type MenuGroup = { label: string; sublabel?: string; items: MenuItem[] };

/** The menu of BMS, in its order and words, so that its users find everything where they expect it. */
export const MENU: MenuGroup[] = [
  {
    label: "Home",
    items: [
      { label: "Today", href: "/", icon: "today", permission: "view" },
      { label: "Sync runs", href: "/sync-runs", icon: "sync-runs", permission: "view" },
      { label: "Held changes", href: "/held", icon: "held", permission: "view" },
    ],
  },
  {
    label: "CRM",
    items: [
      { label: "Accounts", href: "/crm/accounts", icon: "accounts", permission: "view" },
      {
        label: "Organization mapping",
        href: "/crm/organization-mapping",
        icon: "mapping",
        permission: "view",
      },
      {
        label: "Organization sync log",
        href: "/crm/organization-sync-log",
        icon: "sync-log",
        permission: "view",
      },
    ],
  },
  {
    label: "Finance",
    items: [
      { label: "Contracts", href: "/finance/contracts", icon: "contracts", permission: "view" },
      {
        label: "Billing Review",
        href: "/finance/billing-review",
        icon: "billing-review",
        permission: "view",
      },
      { label: "Billing", href: "/finance/billing", icon: "billing", permission: "view" },
      { label: "Invoices", href: "/finance/invoices", icon: "invoices", permission: "view" },
      {
        label: "Billing Automation",
        href: "/finance/billing-automation",
        icon: "billing-automation",
        permission: "view",
      },
      {
        label: "Conservation",
        href: "/finance/conservation",
        icon: "conservation",
        permission: "view",
      },
      { label: "Coverage", href: "/finance/coverage", icon: "coverage", permission: "view" },
    ],
  },
  {
    label: "Admin",
    sublabel: "My Company",
    items: [
      {
        label: "IT Glue Settings",
        href: "/admin/my-company/it-glue-settings",
        icon: "it-glue",
        permission: "settings.manage",
      },
      {
        label: "Nightly Changes",
        href: "/admin/my-company/nightly-changes",
        icon: "nightly-changes",
        permission: "settings.manage",
      },
      {
        label: "Billing Settings",
        href: "/admin/my-company/billing-settings",
        icon: "billing-settings",
        permission: "billing-settings.manage",
      },
      { label: "Outbox", href: "/admin/my-company/outbox", icon: "outbox", permission: "audit.view" },
    ],
  },
  {
    label: "Admin",
    sublabel: "Finance",
    items: [{ label: "Services", href: "/admin/finance/services", icon: "services", permission: "view" }],
  },
  {
    label: "Admin",
    sublabel: "Security",
    items: [
      { label: "Users", href: "/admin/security/users", icon: "users", permission: "users.manage" },
      {
        label: "IT Glue connections",
        href: "/admin/security/connections",
        icon: "it-glue",
        permission: "users.manage",
      },
      { label: "Audit log", href: "/admin/security/audit-log", icon: "audit-log", permission: "audit.view" },
    ],
  },
];

/** The menu without what this person may not open, and without groups that are left empty. */
export function menuFor(isAllowed: (permission: MenuPermission) => boolean): MenuGroup[] {
  return MENU.map((group) => ({
    ...group,
    items: group.items.filter((item) => isAllowed(item.permission)),
  })).filter((group) => group.items.length > 0);
}

/** The item that owns a path: the longest address the path begins with, so a contract's page marks Contracts. */
export function currentHref(groups: MenuGroup[], pathname: string): string | null {
  const owns = (href: string) => pathname === href || (href !== "/" && pathname.startsWith(`${href}/`));
  const matches = groups.flatMap((group) => group.items.map((item) => item.href)).filter(owns);
  return matches.sort((a, b) => b.length - a.length)[0] ?? null;
}

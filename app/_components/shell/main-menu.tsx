"use client";

import {
  IconAddressBook,
  IconAdjustments,
  IconArrowsLeftRight,
  IconBuildingBank,
  IconCalendarEvent,
  IconChecklist,
  IconClockPlay,
  IconFileInvoice,
  IconFileText,
  IconHistory,
  IconListDetails,
  IconMail,
  IconMoonStars,
  IconPackages,
  IconPlayerPause,
  IconPlugConnected,
  IconRefresh,
  IconScale,
  IconShieldCheck,
  IconUsers,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { currentHref, type MenuGroup, type MenuIcon } from "./menu";
import classes from "./shell.module.css";

const ICONS: Record<MenuIcon, typeof IconUsers> = {
  today: IconCalendarEvent,
  "sync-runs": IconRefresh,
  held: IconPlayerPause,
  accounts: IconAddressBook,
  mapping: IconArrowsLeftRight,
  "sync-log": IconListDetails,
  contracts: IconFileText,
  "billing-review": IconChecklist,
  billing: IconBuildingBank,
  conservation: IconScale,
  "billing-automation": IconClockPlay,
  coverage: IconShieldCheck,
  invoices: IconFileInvoice,
  "it-glue": IconPlugConnected,
  services: IconPackages,
  users: IconUsers,
  "audit-log": IconHistory,
  "billing-settings": IconAdjustments,
  "nightly-changes": IconMoonStars,
  outbox: IconMail,
};

/** The list inside the navigation landmark: groups named by BMS's menu path, the current page marked. */
export function MainMenu({ groups }: { groups: MenuGroup[] }) {
  const current = currentHref(groups, usePathname());
  return groups.map((group) => {
    const name = group.sublabel ? `${group.label} › ${group.sublabel}` : group.label;
    const id = `menu-${name.toLowerCase().replace(/[^a-z]+/g, "-")}`;
    return (
      <div key={name} className={classes.menuGroup}>
        <div id={id} className={classes.menuGroupLabel}>
          {name}
        </div>
        <ul aria-labelledby={id} className={classes.menuList}>
          {group.items.map((item) => {
            const Icon = ICONS[item.icon];
            return (
              <li key={item.href}>
                <Link
                  href={item.href}
                  prefetch={false}
                  className={classes.menuLink}
                  aria-current={item.href === current ? "page" : undefined}
                >
                  <Icon size={18} stroke={1.6} aria-hidden="true" />
                  {item.label}
                </Link>
              </li>
            );
          })}
        </ul>
      </div>
    );
  });
}

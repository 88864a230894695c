"use client";

import { AppShell, Burger, ScrollArea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { Brand } from "./brand";
import { MainMenu } from "./main-menu";
import type { MenuGroup } from "./menu";
import { NewsBell } from "./news-bell";
import { PageBoundary } from "./page-boundary";
import classes from "./shell.module.css";
import { UserMenu, type UserMenuProps } from "./user-menu";

export type AppFrameProps = {
  menu: MenuGroup[];
  tenantName: string;
  user: UserMenuProps["user"];
  signOutAction: UserMenuProps["signOutAction"];
  /** Between header and page: the simulation clock of a demo tenant. */
  banner?: ReactNode;
  children: ReactNode;
};

/** Header, main menu and page. Below 768 px the menu opens over the page with the burger and closes by itself. */
export function AppFrame({ menu, tenantName, user, signOutAction, banner, children }: AppFrameProps) {
  const [isMenuOpen, { toggle, close }] = useDisclosure(false);
  const burger = useRef<HTMLButtonElement>(null);
  const pathname = usePathname();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes because the page has changed.
  useEffect(close, [pathname]);

  useEffect(() => {
    if (!isMenuOpen) return;
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      close();
      burger.current?.focus();
    };
    document.addEventListener("keydown", closeOnEscape);
    return () => document.removeEventListener("keydown", closeOnEscape);
  }, [isMenuOpen, close]);

  return (
    <AppShell
      header={{ height: "var(--fb-header-height)" }}
      navbar={{ width: "var(--fb-menu-width)", breakpoint: "sm", collapsed: { mobile: !isMenuOpen } }}
      transitionDuration={0}
    >
      <AppShell.Header className={classes.header}>
        <Burger
          ref={burger}
          className={classes.burger}
          opened={isMenuOpen}
          onClick={toggle}
          hiddenFrom="sm"
          size="sm"
          lineSize={1.5}
          aria-label="Main menu"
          aria-expanded={isMenuOpen}
          aria-controls="main-menu"
        />
        <Brand />
        <span className={classes.tenant}>{tenantName}</span>
        <NewsBell />
        <UserMenu user={user} signOutAction={signOutAction} />
      </AppShell.Header>
      <AppShell.Navbar id="main-menu" aria-label="Main" className={classes.navbar} data-open={isMenuOpen}>
        <ScrollArea className={classes.navbarScroll} scrollbarSize={6} type="scroll">
          <MainMenu groups={menu} />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {banner}
        <div className={classes.page}>
          <PageBoundary>{children}</PageBoundary>
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

"use client";

import { Avatar, Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconChevronDown,
  IconDeviceDesktop,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
} from "@tabler/icons-react";
import Link from "next/link";
import { startTransition, useEffect, useState } from "react";
import classes from "./shell.module.css";

export type UserMenuProps = {
  user: { name: string; email: string; role: string };
  signOutAction: () => Promise<unknown>;
};

const SCHEMES = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "Same as system", icon: IconDeviceDesktop },
] as const;

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return `${words[0]?.[0] ?? ""}${words.length > 1 ? (words.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
}

/** Top right: who is signed in and as what, their settings, the color scheme, and the way out. */
export function UserMenu({ user, signOutAction }: UserMenuProps) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [isMounted, setIsMounted] = useState(false);
  useEffect(() => setIsMounted(true), []);

  return (
    <Menu position="bottom-end" width={264} loop>
      <Menu.Target>
        <UnstyledButton className={classes.userButton}>
          <Avatar size={30} radius="xl" color="petrol" variant="light" aria-hidden="true">
            {initials(user.name)}
          </Avatar>
          <span className={classes.userName}>
            <span className="visually-hidden">Signed in as </span>
            {user.name}
          </span>
          <IconChevronDown size={16} stroke={1.8} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.userCard}>
          <div className={classes.userCardName}>{user.name}</div>
          <div>{user.email}</div>
          <div>{user.role}</div>
        </div>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          href="/my-settings/integrations"
          prefetch={false}
          leftSection={<IconSettings size={16} stroke={1.6} aria-hidden="true" />}
        >
          My Settings
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        <Menu.RadioGroup
          value={isMounted ? colorScheme : null}
          onChange={(value) => setColorScheme(value as (typeof SCHEMES)[number]["value"])}
        >
          {SCHEMES.map(({ value, label, icon: Icon }) => (
            <Menu.RadioItem
              key={value}
              value={value}
              rightSection={<Icon size={16} stroke={1.6} aria-hidden="true" />}
            >
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.6} aria-hidden="true" />}
          onClick={() =>
            startTransition(async () => {
              await signOutAction();
            })
          }
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

"use client";

import { ActionIcon, Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconDots,
  IconKey,
  IconUserCheck,
  IconUserOff,
  IconUserPlus,
  IconUserShield,
} from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Instant } from "@/app/_components/instant";
import { PageHeader } from "@/app/_components/page-header";
import { StatusBadge } from "@/app/_components/status-badge";
import { USER_ROLES } from "@/lib/inputs/users";
import type { UserRow } from "@/lib/queries/users";
import { ActiveDialog } from "./active-dialog";
import { CreateUserDialog } from "./create-user-dialog";
import { PasswordDialog } from "./password-dialog";
import { RoleDialog } from "./role-dialog";
import classes from "./users.module.css";

type Deed = "create" | "role" | "password" | "active";
type Open = { deed: Deed; user: UserRow | null };

const FILTERS = [
  { key: "role", label: "Role", options: USER_ROLES.map((role) => ({ value: role, label: role })) },
  {
    key: "status",
    label: "Status",
    options: [
      { value: "active", label: "Active" },
      { value: "disabled", label: "Disabled" },
    ],
  },
];

const column = createAppColumnHelper<UserRow>();

type UsersScreenProps = { rows: UserRow[]; ownId: string; timeZone: string };

/** The list of users; each deed has its dialog, and takes effect with that user's next call. */
export function UsersScreen({ rows, ownId, timeZone }: UsersScreenProps) {
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => {
    const opener = open?.user && `[data-user-menu="${open.user.id}"]`;
    setOpen(null);
    // The menu entry that opened the dialog is gone: the focus goes back to the menu's own button.
    if (opener) requestAnimationFrame(() => document.querySelector<HTMLElement>(opener)?.focus());
  };
  const done = (message: string) => {
    close();
    notifications.show({ message, color: "green" });
  };
  const dialog = (deed: Deed) => ({ isOpen: open?.deed === deed, onClose: close, onDone: done });

  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          header: "Name",
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => (
            <span className={classes.name}>
              {original.name}
              {original.id === ownId && <span className={classes.you}> (you)</span>}
            </span>
          ),
        }),
        column.accessor("email", { header: "Email" }),
        column.accessor("role", { header: "Role", meta: { noWrap: true } }),
        column.accessor((row) => (row.isActive ? "active" : "disabled"), {
          id: "status",
          header: "Status",
          cell: ({ row: { original } }) => <StatusBadge status={original.isActive ? "active" : "disabled"} />,
        }),
        column.accessor((row) => row.lastSignedInAt ?? "", {
          id: "lastSignedInAt",
          header: "Last sign-in",
          cell: ({ row: { original } }) => (
            <Instant at={original.lastSignedInAt} timeZone={timeZone} empty="Never" />
          ),
        }),
        column.display({
          id: "deeds",
          header: () => <span className="visually-hidden">Actions</span>,
          meta: { label: "Actions", align: "end", width: "3.5rem" },
          cell: ({ row: { original } }) => (
            <UserMenu user={original} isOwn={original.id === ownId} onOpen={setOpen} />
          ),
        }),
      ]),
    [ownId, timeZone],
  );

  return (
    <>
      <PageHeader
        title="Users"
        trail={[{ label: "Admin" }, { label: "Security" }]}
        description="Who can sign in to your company, and what they may do. A change counts from that person's next click."
        actions={
          <Button
            leftSection={<IconUserPlus size={16} aria-hidden="true" />}
            onClick={() => setOpen({ deed: "create", user: null })}
          >
            Add user
          </Button>
        }
      />
      <DataTable
        caption="Users"
        rows={rows}
        columns={columns}
        rowId={(row) => row.id}
        searchLabel="Search users"
        filters={FILTERS}
        defaultSort={{ columnId: "name", direction: "asc" }}
        empty={{ title: "No users yet", description: "Add the first one." }}
      />
      <CreateUserDialog {...dialog("create")} />
      {open?.user && (
        <>
          <RoleDialog {...dialog("role")} user={open.user} isOwn={open.user.id === ownId} />
          <PasswordDialog {...dialog("password")} user={open.user} isOwn={open.user.id === ownId} />
          <ActiveDialog {...dialog("active")} user={open.user} />
        </>
      )}
    </>
  );
}

type UserMenuProps = { user: UserRow; isOwn: boolean; onOpen: (open: Open) => void };

function UserMenu({ user, isOwn, onOpen }: UserMenuProps) {
  const kept =
    user.isActive &&
    (isOwn ? "You cannot disable yourself" : user.isLastAdministrator && "Last Administrator");
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon data-user-menu={user.id} variant="subtle" color="gray" aria-label={`Change ${user.name}`}>
          <IconDots size={18} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUserShield size={16} aria-hidden="true" />}
          onClick={() => onOpen({ deed: "role", user })}
        >
          Change role
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKey size={16} aria-hidden="true" />}
          onClick={() => onOpen({ deed: "password", user })}
        >
          Set a new password
        </Menu.Item>
        <Menu.Item
          disabled={Boolean(kept)}
          leftSection={
            user.isActive ? (
              <IconUserOff size={16} aria-hidden="true" />
            ) : (
              <IconUserCheck size={16} aria-hidden="true" />
            )
          }
          onClick={() => onOpen({ deed: "active", user })}
        >
          {user.isActive ? "Disable" : "Enable"}
          {kept && <span className={classes.kept}>{kept}</span>}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

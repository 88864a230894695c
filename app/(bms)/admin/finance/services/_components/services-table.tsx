"use client";

import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCircleCheck, IconDots, IconPencil, IconPlayerPause } from "@tabler/icons-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ButtonLink } from "@/app/_components/button-link";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Money } from "@/app/_components/money";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { ServiceWords } from "@/lib/queries/service-words";
import type { ServiceRow } from "@/lib/queries/services";
import { setServiceActiveAction } from "../actions";
import { marginOf } from "./margin";
import classes from "./services.module.css";
import { SERVICE_DEFAULT_SORT, SERVICES_PER_PAGE } from "./services-address";

const column = createAppColumnHelper<ServiceRow>();

type ServicesTableProps = {
  rows: ServiceRow[];
  rowCount: number;
  /** Words in use, to filter by. */
  words: ServiceWords;
  currency: string;
  canManage: boolean;
};

/** The catalogue: one page of it, sorted and filtered by the server. */
export function ServicesTable({ rows, rowCount, words, currency, canManage }: ServicesTableProps) {
  const [asked, setAsked] = useState<ServiceRow | null>(null);
  const setActive = useAppAction(setServiceActiveAction, {
    onSuccess: (_, { isActive }) => {
      notifications.show({
        color: "green",
        message: `${asked?.name} is ${isActive ? "active" : "inactive"} now.`,
      });
      setAsked(null);
    },
  });

  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("name", {
          header: "Service name",
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => (
            <>
              <TextLink href={`/admin/finance/services/${original.id}`} isStrong>
                {original.name}
              </TextLink>
              {original.description && <div className={classes.description}>{original.description}</div>}
            </>
          ),
        }),
        column.accessor("category", {
          header: "Category",
          cell: ({ row: { original } }) => (
            <>
              {original.category || "–"}
              {original.subCategory && <div className={classes.per}>{original.subCategory}</div>}
            </>
          ),
        }),
        column.accessor("unitPrice", {
          header: "Unit price",
          meta: { align: "end", noWrap: true },
          cell: ({ row: { original } }) => (
            <>
              <Money amount={original.unitPrice} currency={currency} />
              {original.unitOfMeasure && <div className={classes.per}>per {original.unitOfMeasure}</div>}
            </>
          ),
        }),
        column.accessor("unitCost", {
          header: "Unit cost",
          meta: { align: "end", noWrap: true },
          cell: ({ row: { original } }) =>
            original.unitCost === null ? "–" : <Money amount={original.unitCost} currency={currency} />,
        }),
        column.display({
          id: "margin",
          header: "Margin",
          meta: { align: "end", noWrap: true },
          cell: ({ row: { original } }) => {
            const margin = marginOf(original.unitPrice, original.unitCost);
            return <span className="numeric">{margin?.percent ? `${margin.percent} %` : "–"}</span>;
          },
        }),
        column.display({
          id: "accounts",
          header: "Income, expense",
          meta: { label: "Income and expense account" },
          cell: ({ row: { original } }) => (
            <>
              {original.incomeAccount || "–"}
              {original.expenseAccount && <div className={classes.per}>{original.expenseAccount}</div>}
            </>
          ),
        }),
        column.accessor("isTaxable", {
          header: "Taxable",
          enableSorting: false,
          cell: ({ row: { original } }) => (original.isTaxable ? "Yes" : "No"),
        }),
        column.accessor("lines", { header: "Lines", meta: { align: "end", label: "Service lines" } }),
        column.accessor((row) => (row.isActive ? "active" : "inactive"), {
          id: "status",
          header: "Status",
          cell: ({ row: { original } }) => <StatusBadge status={original.isActive ? "active" : "inactive"} />,
        }),
        ...(canManage
          ? [
              column.display({
                id: "deeds",
                header: () => <span className="visually-hidden">Actions</span>,
                meta: { label: "Actions", align: "end", width: "3.5rem" },
                cell: ({ row: { original } }) => <ServiceMenu service={original} onAsk={setAsked} />,
              }),
            ]
          : []),
      ]),
    [currency, canManage],
  );

  return (
    <>
      <DataTable
        caption="Services"
        rows={rows}
        columns={columns}
        rowId={(row) => row.id}
        processing="server"
        rowCount={rowCount}
        pageSize={SERVICES_PER_PAGE}
        searchLabel="Search services"
        defaultSort={SERVICE_DEFAULT_SORT}
        filters={[
          { key: "category", label: "Category", options: choices(words.categories) },
          { key: "subCategory", label: "Sub-category", options: choices(words.subCategories) },
          { key: "unitOfMeasure", label: "Unit of measure", options: choices(words.unitsOfMeasure) },
          { key: "incomeAccount", label: "Income account", options: choices(words.incomeAccounts) },
          { key: "expenseAccount", label: "Expense account", options: choices(words.expenseAccounts) },
          {
            key: "status",
            label: "Status",
            choose: "one",
            options: [
              { value: "active", label: "Active" },
              { value: "inactive", label: "Inactive" },
            ],
          },
          {
            key: "taxable",
            label: "Taxable",
            choose: "one",
            options: [
              { value: "yes", label: "Taxable" },
              { value: "no", label: "Not taxable" },
            ],
          },
        ]}
        empty={{
          title: "No services yet",
          description:
            "A service is what a contract bills: a seat, a device, a mailbox, at a price per unit.",
          action: canManage && <ButtonLink href="/admin/finance/services/new">Add service</ButtonLink>,
        }}
      />
      {asked && (
        <ConfirmDialog
          isOpen
          title={`${asked.isActive ? "Deactivate" : "Activate"} ${asked.name}?`}
          confirmLabel={asked.isActive ? "Deactivate" : "Activate"}
          tone={asked.isActive ? "danger" : "primary"}
          isPending={setActive.isPending}
          error={setActive.error}
          onConfirm={() =>
            setActive.execute({ serviceId: asked.id, version: asked.version, isActive: !asked.isActive })
          }
          onCancel={() => {
            setAsked(null);
            setActive.reset();
          }}
        >
          {asked.isActive
            ? `It can no longer be chosen for new service lines. ${usesInWords(asked.lines)}`
            : "It can be chosen for service lines again."}
        </ConfirmDialog>
      )}
    </>
  );
}

const choices = (words: readonly string[]) => words.map((word) => ({ value: word, label: word }));

function usesInWords(lines: number): string {
  if (lines === 0) return "No service line uses it.";
  return lines === 1
    ? "The 1 service line that uses it keeps billing."
    : `The ${lines} service lines that use it keep billing.`;
}

type ServiceMenuProps = { service: ServiceRow; onAsk: (service: ServiceRow) => void };

function ServiceMenu({ service, onAsk }: ServiceMenuProps) {
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Change ${service.name}`}>
          <IconDots size={18} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component={Link}
          href={`/admin/finance/services/${service.id}`}
          leftSection={<IconPencil size={16} aria-hidden="true" />}
        >
          Edit
        </Menu.Item>
        <Menu.Item
          leftSection={
            service.isActive ? (
              <IconPlayerPause size={16} aria-hidden="true" />
            ) : (
              <IconCircleCheck size={16} aria-hidden="true" />
            )
          }
          onClick={() => onAsk(service)}
        >
          {service.isActive ? "Deactivate" : "Activate"}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

"use client";

import { useMemo } from "react";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { Instant } from "@/app/_components/instant";
import { TextLink } from "@/app/_components/text-link";
import type { AuditLog, AuditLogRow } from "@/lib/queries/audit-log";
import classes from "./audit.module.css";
import { type AUDIT_FILTER_KEYS, PAGE_SIZE } from "./audit-url";
import { actionInWords, fieldInWords, kindInWords, valueInWords } from "./audit-words";

type FilterKey = (typeof AUDIT_FILTER_KEYS)[number];

const column = createAppColumnHelper<AuditLogRow>();

const ACTORS = { user: null, job: "Job", "command-line": "Command line" } as const;

/** The events of one page of the log, with old and new value of every field. */
export function AuditTable({ log, timeZone }: { log: AuditLog; timeZone: string }) {
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor("at", {
          header: "When",
          enableSorting: false,
          meta: { noWrap: true },
          cell: ({ row: { original } }) => <Instant at={original.at} timeZone={timeZone} />,
        }),
        column.accessor((row) => row.actor.name, {
          id: "who",
          header: "Who",
          enableSorting: false,
          cell: ({ row: { original } }) => (
            <>
              <div>{original.actor.name}</div>
              {ACTORS[original.actor.kind] && (
                <div className={classes.minor}>{ACTORS[original.actor.kind]}</div>
              )}
            </>
          ),
        }),
        column.accessor("action", {
          header: "What",
          enableSorting: false,
          meta: { isRowHeader: true },
          cell: ({ row: { original } }) => <What event={original} />,
        }),
        column.accessor("changes", {
          header: "Changes",
          enableSorting: false,
          cell: ({ row: { original } }) => <Changes event={original} />,
        }),
      ]),
    [timeZone],
  );
  const filter = (key: FilterKey, label: string, values: string[], words: (value: string) => string) => ({
    key,
    label,
    options: values.map((value) => ({ value, label: words(value) })),
  });

  return (
    <DataTable
      caption="Audit log"
      processing="server"
      rows={log.rows}
      rowCount={log.rowCount}
      pageSize={PAGE_SIZE}
      columns={columns}
      rowId={(row) => row.id}
      filters={[
        filter("person", "Who", log.choices.actors, String),
        filter("action", "What", log.choices.actions, actionInWords),
        filter("kind", "Record", log.choices.subjectKinds, kindInWords),
      ]}
      empty={{ title: "Nothing recorded yet", description: "Every change of a record appears here." }}
    />
  );
}

function What({ event }: { event: AuditLogRow }) {
  const { name, href } = event.subject;
  return (
    <>
      <div className={classes.what}>{actionInWords(event.action)}</div>
      {name !== null && (
        <div className={classes.minor}>{href === null ? name : <TextLink href={href}>{name}</TextLink>}</div>
      )}
    </>
  );
}

function Changes({ event }: { event: AuditLogRow }) {
  const { changes, reason } = event;
  if (changes.length === 0 && reason === null) return <span className={classes.minor}>–</span>;
  return (
    <dl className={classes.changes}>
      {changes.map(({ field, from, to }) => (
        <div key={field}>
          <dt>{fieldInWords(field)}</dt>
          <dd>
            {from !== null && (
              <>
                <del className={classes.from}>
                  <span className="visually-hidden">from </span>
                  {valueInWords(from)}
                </del>
                <span aria-hidden="true"> → </span>
              </>
            )}
            <ins className={classes.to}>
              {from !== null && <span className="visually-hidden">to </span>}
              {valueInWords(to)}
            </ins>
          </dd>
        </div>
      ))}
      {reason !== null && (
        <div>
          <dt>Reason</dt>
          <dd>“{reason}”</dd>
        </div>
      )}
    </dl>
  );
}

"use client";

import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMemo } from "react";
import { createAppColumnHelper } from "@/app/_components/data-table/app-table";
import { DataTable } from "@/app/_components/data-table/data-table";
import { SectionCard } from "@/app/_components/section-card";
import { faultsCsv } from "@/lib/inputs/import/faults-csv";
import type { ImportFault } from "@/lib/inputs/import/import-plan";
import { saveAsFile } from "./save-as-file";

type NumberedFault = ImportFault & { id: string };

const column = createAppColumnHelper<NumberedFault>();

const COLUMNS = column.columns([
  column.accessor(({ row }) => (row === null ? "File" : `${row}`), {
    id: "row",
    header: "Row",
    meta: { noWrap: true, width: "5rem" },
  }),
  column.accessor(({ column: name }) => name ?? "", {
    id: "column",
    header: "Column",
    meta: { width: "22%" },
    cell: ({ row: { original } }) => original.column ?? (original.row === null ? "Whole file" : "Whole row"),
  }),
  column.accessor("message", { header: "What to do", meta: { isRowHeader: true } }),
]);

/** Every fault of the file, by row; row 1 is the header. */
export function FaultsTable({ faults }: { faults: readonly ImportFault[] }) {
  const rows = useMemo(() => faults.map((fault, index) => ({ ...fault, id: `${index}` })), [faults]);
  const columns = [...new Set(faults.flatMap((fault) => fault.column ?? []))];
  return (
    <SectionCard
      title="Faults"
      description="Rows are numbered as in a spreadsheet; row 1 is the header."
      padding="flush"
    >
      <DataTable
        caption="Faults by row"
        urlKey="faults"
        rows={rows}
        columns={COLUMNS}
        rowId={({ id }) => id}
        searchLabel={faults.length > 5 ? "Search faults" : undefined}
        filters={
          columns.length > 1
            ? [
                {
                  key: "column",
                  label: "Column",
                  options: columns.map((name) => ({ value: name, label: name })),
                },
              ]
            : []
        }
        toolbarEnd={
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            onClick={() => saveAsFile("import-faults.csv", faultsCsv(faults))}
          >
            Download faults as CSV
          </Button>
        }
        empty={{ title: "No faults" }}
      />
    </SectionCard>
  );
}

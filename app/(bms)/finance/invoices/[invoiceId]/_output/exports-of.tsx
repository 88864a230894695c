import { Anchor } from "@mantine/core";
import { Instant } from "@/app/_components/instant";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { TARGETS } from "@/lib/domain/exports/export-file";
import type { InvoiceExportRow } from "@/lib/queries/invoice-exports";

type ExportsOfProps = { exports: readonly InvoiceExportRow[]; timeZone: string; canDownload: boolean };

/** For which systems the document left, with the very file of each time; nothing where it did not. */
export function ExportsOf({ exports, timeZone, canDownload }: ExportsOfProps) {
  if (exports.length === 0) return null;
  return (
    <SectionCard title="Exported" padding="flush">
      <PlainTable
        caption="Exports of this document"
        columns={[
          { key: "target", header: "To" },
          { key: "at", header: "When", noWrap: true },
          { key: "by", header: "By" },
          { key: "reason", header: "Reason", width: "30%" },
          { key: "file", header: "File" },
        ]}
        rows={exports.map((each) => ({
          key: each.id,
          cells: {
            target: TARGETS[each.target].label,
            at: <Instant at={each.exportedAt} timeZone={timeZone} />,
            by: each.exportedBy,
            reason: each.reason ?? "–",
            file: canDownload ? (
              <Anchor href={`/finance/invoices/exports/${each.fileHash}`}>
                Download
                <span className="visually-hidden">
                  {" "}
                  the file for {TARGETS[each.target].label}, time {each.revision}
                </span>
              </Anchor>
            ) : (
              "–"
            ),
          },
        }))}
      />
    </SectionCard>
  );
}

import { Instant } from "@/app/_components/instant";
import { PlainTable } from "@/app/_components/plain-table";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import type { InvoiceMailRow } from "@/lib/queries/invoice-mails";
import { OUTBOX } from "../../../../admin/my-company/outbox/_outbox/outbox-address";
import { MAIL_LOOKS } from "../../../../admin/my-company/outbox/_outbox/outbox-words";

type SentMailsProps = { mails: readonly InvoiceMailRow[]; timeZone: string; canOpenOutbox: boolean };

/** To whom the document was sent, and whether it left; nothing where it was not. */
export function SentMails({ mails, timeZone, canOpenOutbox }: SentMailsProps) {
  if (mails.length === 0) return null;
  return (
    <SectionCard title="Sent by e-mail" padding="flush">
      <PlainTable
        caption="E-mails of this document"
        columns={[
          { key: "to", header: "To", width: "45%" },
          { key: "status", header: "Status" },
          { key: "written", header: "Written", noWrap: true },
          { key: "sent", header: "Sent", noWrap: true },
        ]}
        rows={mails.map((mail) => ({
          key: mail.id,
          cells: {
            to: canOpenOutbox ? (
              <TextLink href={`${OUTBOX}/${mail.id}`}>{mail.to.join(", ")}</TextLink>
            ) : (
              mail.to.join(", ")
            ),
            status: (
              <>
                <StatusBadge {...MAIL_LOOKS[mail.status]} />
                {mail.lastError && <div>{mail.lastError}</div>}
              </>
            ),
            written: <Instant at={mail.createdAt} timeZone={timeZone} />,
            sent: <Instant at={mail.sentAt} timeZone={timeZone} />,
          },
        }))}
      />
    </SectionCard>
  );
}

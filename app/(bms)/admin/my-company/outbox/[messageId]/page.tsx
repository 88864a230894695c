import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { FullPageMessage } from "@/app/_components/full-page-message";
import { InlineAlert } from "@/app/_components/inline-alert";
import { Instant } from "@/app/_components/instant";
import { KeyValue } from "@/app/_components/key-value";
import { PageHeader } from "@/app/_components/page-header";
import { SectionCard } from "@/app/_components/section-card";
import { StatusBadge } from "@/app/_components/status-badge";
import { TextLink } from "@/app/_components/text-link";
import { can } from "@/lib/auth/policy";
import { requireSession } from "@/lib/auth/session";
import { recordId } from "@/lib/inputs/typed-fields";
import { mailEnvironment } from "@/lib/mail/mail-environment";
import { type OutboxMessage, outboxMessage } from "@/lib/queries/outbox";
import { MailServerNotice } from "../_outbox/mail-server-notice";
import classes from "../_outbox/outbox.module.css";
import { OUTBOX } from "../_outbox/outbox-address";
import { KIND_WORDS, MAIL_LOOKS } from "../_outbox/outbox-words";
import { SendAgain } from "../_outbox/send-again";

export const metadata: Metadata = { title: "Message" };

type MessagePageProps = { params: Promise<{ messageId: string }> };

/** Admin > My Company > Outbox > one message, as its readers get it. */
export default async function MessagePage({ params }: MessagePageProps) {
  await connection();
  const { user, tenant, scope } = await requireSession();
  if (!can(user.role, "audit.view"))
    return (
      <FullPageMessage
        title="The Outbox is not open to your role"
        description={`Administrators, Finance Managers and Auditors read it; you are a ${user.role}.`}
      />
    );
  const { messageId } = await params;
  if (!recordId.safeParse(messageId).success) notFound();
  const message = await outboxMessage(scope, messageId);
  if (!message) notFound();
  const { status, about, lastError } = message;
  const waitsForServer = status === "queued" && mailEnvironment() === null;
  return (
    <>
      <PageHeader
        title={message.subject}
        trail={[{ label: "Admin" }, { label: "My Company" }, { label: "Outbox", href: OUTBOX }]}
        badge={<StatusBadge {...MAIL_LOOKS[status]} />}
        actions={
          status === "failed" && can(user.role, "contracts.manage") && <SendAgain messageId={message.id} />
        }
      />
      {(waitsForServer || lastError !== null) && (
        <div className={classes.notice}>
          {waitsForServer && <MailServerNotice />}
          {lastError !== null && (
            <InlineAlert tone={status === "failed" ? "bad" : "warn"} title={titleOf(status)}>
              {lastError}
            </InlineAlert>
          )}
        </div>
      )}
      <SectionCard title="Message">
        <KeyValue
          variant="grid"
          entries={[
            { label: "To", value: <span className={classes.addresses}>{message.to.join(", ")}</span> },
            { label: "Kind", value: KIND_WORDS[message.kind] },
            {
              label: "About",
              value:
                about.name === null ? (
                  "–"
                ) : about.href === null ? (
                  about.name
                ) : (
                  <TextLink href={about.href}>{about.name}</TextLink>
                ),
            },
            { label: "Written", value: <Instant at={message.createdAt} timeZone={tenant.timeZone} /> },
            { label: "Sent", value: <Instant at={message.sentAt} timeZone={tenant.timeZone} /> },
            { label: "Attempts", value: message.attempts },
            ...(message.attachments.length === 0
              ? []
              : [{ label: "Attached", value: <Attachments files={message.attachments} /> }]),
          ]}
        />
      </SectionCard>
      <SectionCard title="Text" description="The e-mail holds the same words as HTML too.">
        <pre className={classes.text}>{message.text}</pre>
      </SectionCard>
    </>
  );
}

function Attachments({ files }: { files: OutboxMessage["attachments"] }) {
  return files.map(({ name, href }) => (
    <div key={href}>
      {/* A plain link: the browser saves the file and stays on the page. */}
      <a href={href}>Download {name} (PDF)</a>
    </div>
  ));
}

function titleOf(status: keyof typeof MAIL_LOOKS): string {
  if (status === "failed") return "This message could not be sent";
  return status === "sent" ? "It did not reach everybody" : "It could not be sent yet and is tried again";
}

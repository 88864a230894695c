"use client";

import { Button, TagsInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconMail } from "@tabler/icons-react";
import { useState } from "react";
import { useAppAction } from "@/app/_components/action-feedback";
import { ConfirmDialog } from "@/app/_components/confirm-dialog";
import { InlineAlert } from "@/app/_components/inline-alert";
import { addressList } from "@/lib/domain/notifications/email-address";
import { sendInvoiceAction } from "./actions";

type SendInvoiceProps = {
  invoiceId: string;
  /** "Invoice INV-12" */
  name: string;
  accountName: string;
  /** Whom the account names for its invoices. */
  accountEmails: readonly string[];
  /** E-mails of this document that were written so far. */
  sentBefore: number;
  isMailServerSet: boolean;
};

/** Sends the document with its PDF, after asking to whom; once more only where the person is told of the times before. */
export function SendInvoice(props: SendInvoiceProps) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconMail size={16} stroke={1.8} aria-hidden="true" />}
        onClick={() => setIsAsking(true)}
      >
        {props.sentBefore > 0 ? "Send again" : "Send to customer"}
      </Button>
      {isAsking && <SendDialog {...props} onClose={() => setIsAsking(false)} />}
    </>
  );
}

function SendDialog({
  invoiceId,
  name,
  accountName,
  accountEmails,
  sentBefore,
  isMailServerSet,
  onClose,
}: SendInvoiceProps & { onClose: () => void }) {
  const [to, setTo] = useState<string[]>([...accountEmails]);
  const [typed, setTyped] = useState("");
  const send = useAppAction(sendInvoiceAction, {
    onSuccess: (sent) => {
      notifications.show({
        color: "green",
        message: isMailServerSet
          ? `${name} is on its way to ${sent.to.join(", ")}.`
          : `${name} waits in the Outbox: no mail server is set.`,
      });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      isOpen
      title={`Send ${name} to ${accountName}?`}
      confirmLabel={sentBefore > 0 ? "Send again" : "Send"}
      pendingLabel="Sending…"
      isPending={send.isPending}
      error={send.error}
      // What stands in the field and was not entered yet is meant too.
      onConfirm={() => send.execute({ invoiceId, to: [...to, typed], sentBefore })}
      onCancel={onClose}
    >
      {sentBefore > 0 && (
        <InlineAlert
          tone="warn"
          title={sentBefore === 1 ? "It was sent before" : `It was sent ${sentBefore} times before`}
        >
          The customer gets it once more.
        </InlineAlert>
      )}
      <TagsInput
        id="to"
        label="To"
        description="Enter adds an address; paste a list to add several."
        placeholder={to.length === 0 ? "Such as ap@example.com" : undefined}
        value={to}
        searchValue={typed}
        onSearchChange={setTyped}
        onChange={(values) => setTo(addressesOf(values))}
        error={send.fieldErrors.to}
        data-autofocus
        mt="sm"
      />
      {accountEmails.length === 0 && (
        <p>
          {accountName} has no e-mail addresses for invoices. Enter them on its page under CRM &gt; Accounts
          to have them here the next time.
        </p>
      )}
      {!isMailServerSet && (
        <p>No mail server is set: the e-mail waits under Admin &gt; My Company &gt; Outbox until one is.</p>
      )}
    </ConfirmDialog>
  );
}

/** Pasted lists come apart; what is no address stays, to be seen and corrected. */
function addressesOf(values: readonly string[]): string[] {
  const { addresses, wrong } = addressList(values);
  return [...addresses, ...wrong];
}

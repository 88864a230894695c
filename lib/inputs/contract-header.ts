import { z } from "zod";
import { emailAddresses } from "./email-addresses";
import { optionalText } from "./typed-fields";

/** What a contract's header holds beside what it bills (domain.md 5.2). Left out of an input, a field stays as it is. */
export const headerFields = {
  /** Service level agreement; free text. */
  sla: optionalText("An SLA", 200).optional(),
  /** The account's contract for tickets; at most one is. */
  isDefaultContract: z.boolean().optional(),
  isNotificationEnabled: z.boolean().optional(),
  notificationEmails: emailAddresses.optional(),
  isAutoRenewed: z.boolean().optional(),
};

export type HeaderField = keyof typeof headerFields;

type TypedHeader = {
  endOn?: unknown;
  isNotificationEnabled?: unknown;
  notificationEmails?: unknown;
  isAutoRenewed?: unknown;
};

/** What of a header does not go together: the field, and what to do. */
export function headerFaults({ endOn, ...typed }: TypedHeader): { path: string; message: string }[] {
  const faults: { path: string; message: string }[] = [];
  const { notificationEmails: addresses } = typed;
  if (typed.isNotificationEnabled === true && Array.isArray(addresses) && addresses.length === 0)
    faults.push({
      path: "notificationEmails",
      message: "Enter at least one e-mail address, or turn Unit-change notifications off",
    });
  if (typed.isAutoRenewed === true && endOn === null)
    faults.push({
      path: "endOn",
      message: "A contract renews at its end date: enter one, or turn Auto-renew off",
    });
  return faults;
}

/** The screen's words for these fields. */
export const HEADER_LABELS: Record<HeaderField, string> = {
  sla: "SLA",
  isDefaultContract: "Default contract",
  isNotificationEnabled: "Unit-change notifications",
  notificationEmails: "Notification e-mails",
  isAutoRenewed: "Auto-renew",
};

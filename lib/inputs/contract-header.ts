import { z } from "zod";
import { addressList } from "@/lib/domain/notifications/email-address";
import { optionalText } from "./typed-fields";

/** Addresses of one contract's notifications: more is a mailing list, which is an address of its own. */
const MOST_ADDRESSES = 20;

/** A list as it is typed or pasted, or one that was read before; each address once. Names the ones that are none. */
const notificationEmails = z.union([z.string(), z.array(z.string())]).transform((typed, check) => {
  const { addresses, wrong } = addressList(typeof typed === "string" ? [typed] : typed);
  const fault = (message: string) => check.addIssue({ code: "custom", message });
  if (wrong.length > 0)
    fault(
      `${wrong.map((text) => `“${shortened(text)}”`).join(", ")} ${wrong.length === 1 ? "is not an e-mail address" : "are not e-mail addresses"}; correct ${wrong.length === 1 ? "it" : "them"}, such as name@example.com, or take ${wrong.length === 1 ? "it" : "them"} out`,
    );
  if (addresses.length > MOST_ADDRESSES)
    fault(
      `At most ${MOST_ADDRESSES} addresses are told, and these are ${addresses.length}; use the address of a mailing list`,
    );
  return addresses;
});

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What a contract's header holds beside what it bills (domain.md 5.2). Left out of an input, a field stays as it is. */
export const headerFields = {
  /** Service level agreement; free text. */
  sla: optionalText("An SLA", 200).optional(),
  /** The account's contract for tickets; at most one is. */
  isDefaultContract: z.boolean().optional(),
  isNotificationEnabled: z.boolean().optional(),
  notificationEmails: notificationEmails.optional(),
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

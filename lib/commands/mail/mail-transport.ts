import type { MailAttachment } from "@/db/schema/mail";
import type { CommandContext } from "../context";

/** A file as it is attached. */
export type AttachedFile = { fileName: string; contentType: string; content: Uint8Array };

/** An e-mail as it leaves. `id` makes its Message-ID: a server that gets it twice can tell. */
export type OutgoingMail = {
  id: string;
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
  attachments: readonly AttachedFile[];
};

/** Makes the file of an attachment from its records; commands are handed it, as no server action may reach it. */
export type RenderAttachment = (ctx: CommandContext, attachment: MailAttachment) => Promise<AttachedFile>;

/**
 * Hands one e-mail to a mail server and answers whom of `to` the server took it for not. Throws `MailNotTaken` where it took
 * it for nobody.
 */
export type MailTransport = (mail: OutgoingMail) => Promise<{ refused: string[] }>;

/** The mail server did not take a message. Its words are for the Outbox; they never hold a password. */
export class MailNotTaken extends Error {
  override readonly name = "MailNotTaken";
  constructor(
    message: string,
    /** The server will answer the same however often it is asked: an address it does not know, a message it will not have. */
    readonly isFinal: boolean,
  ) {
    super(message);
  }
}

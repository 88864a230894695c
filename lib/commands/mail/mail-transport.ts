/** An e-mail as it leaves. `id` makes its Message-ID: a server that gets it twice can tell. */
export type OutgoingMail = { id: string; to: readonly string[]; subject: string; text: string; html: string };

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

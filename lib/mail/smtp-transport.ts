import { createTransport } from "nodemailer";
import { MailNotTaken, type MailTransport } from "@/lib/commands/mail/mail-transport";
import type { MailEnvironment } from "./mail-environment";

/** How long a mail server may take to answer; well within the lease of a message. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 60_000 };

/** Sends through an SMTP server. For jobs alone: it needs Node, which a server action must not. */
export function smtpTransport({ host, port, auth, from, ...tls }: MailEnvironment): MailTransport {
  const transporter = createTransport({
    host,
    port,
    secure: tls.isImplicitTls,
    requireTLS: tls.startTls === "required",
    ignoreTLS: tls.startTls === "never",
    ...(auth && { auth }),
    ...TIMEOUTS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ id, to, subject, text, html, attachments }) => {
    try {
      const { rejected } = await transporter.sendMail({
        from,
        to: to.map((address) => ({ name: "", address })),
        subject,
        text,
        html,
        attachments: attachments.map(({ fileName, contentType, content }) => ({
          filename: fileName,
          contentType,
          content: Buffer.from(content),
        })),
        messageId: `<${id}@${from.address.split("@")[1]}>`,
        headers: { "Auto-Submitted": "auto-generated" },
      });
      return {
        refused: rejected.map((address) => (typeof address === "string" ? address : address.address)),
      };
    } catch (error) {
      throw notTaken(error);
    } finally {
      transporter.close();
    }
  };
}

/** Nodemailer's `code` names the stage ("ECONNECTION", "EAUTH"), `responseCode` is the server's own. */
function notTaken(error: unknown): MailNotTaken {
  const { code, response, responseCode } = error as {
    code?: string;
    response?: string;
    responseCode?: number;
  };
  // A wrong password is put right in the environment: the message is not to blame.
  const isFinal = responseCode !== undefined && responseCode >= 500 && code !== "EAUTH";
  const stage =
    code === "EAUTH"
      ? "The mail server did not accept the user and password of SMTP_URL"
      : responseCode === undefined
        ? "The mail server could not be reached"
        : "The mail server refused the message";
  const detail = response ?? code;
  return new MailNotTaken(detail ? `${stage}: ${detail}` : stage, isFinal);
}

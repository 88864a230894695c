import { isEmailAddress } from "@/lib/domain/notifications/email-address";

/** Where e-mail goes, and from whom it comes. */
export type MailEnvironment = {
  host: string;
  port: number;
  /** smtps: TLS from the first byte. */
  isImplicitTls: boolean;
  /** Without smtps: whether a server must offer STARTTLS, may, or is not asked for it. */
  startTls: "required" | "offered" | "never";
  auth: { user: string; pass: string } | null;
  from: { name: string; address: string };
};

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
const EXAMPLE = "such as smtp://user:password@mail.example.com:587";

/** Whether an SMTP_URL leads no further than this machine. */
export function isOnThisMachine(address: string): boolean {
  return URL.canParse(address) && LOOPBACK.has(new URL(address).hostname);
}

/**
 * SMTP_URL and MAIL_FROM; null where SMTP_URL is unset, and e-mail then stays in the Outbox. TLS is required of every server
 * unless the address ends in `?requireTLS=false`; one on this machine, whose certificate is for nobody, is not asked for it.
 * @throws with one readable line where either cannot be used; a password is never in it.
 */
export function mailEnvironment(env: NodeJS.ProcessEnv = process.env): MailEnvironment | null {
  const { SMTP_URL: address, MAIL_FROM: sender } = env;
  if (!address) return null;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === "")
    throw new Error(`SMTP_URL must be the address of a mail server, ${EXAMPLE}.`);
  const isImplicitTls = url.protocol === "smtps:";
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port) || (isImplicitTls ? 465 : 587),
    isImplicitTls,
    startTls: LOOPBACK.has(url.hostname)
      ? "never"
      : url.searchParams.get("requireTLS") === "false"
        ? "offered"
        : "required",
    auth:
      url.username === ""
        ? null
        : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    from: senderOf(sender ?? ""),
  };
}

function senderOf(text: string): MailEnvironment["from"] {
  const [, name, bracketed] = /^([^<>\p{Cc}]*)<([^<>]+)>$/u.exec(text.trim()) ?? [];
  const address = bracketed ?? text.trim();
  if (!isEmailAddress(address))
    throw new Error(
      "MAIL_FROM must be the address that e-mail comes from, such as Flexbill <billing@example.com>, where SMTP_URL is set.",
    );
  return { name: (name ?? "").replaceAll('"', "").trim(), address };
}

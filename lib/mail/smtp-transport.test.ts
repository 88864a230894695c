import { afterEach, describe, expect, it } from "vitest";
import { type SmtpAnswers, type SmtpServer, startSmtpServer } from "@/lib/testing/smtp-server";
import { mailEnvironment } from "./mail-environment";
import { smtpTransport } from "./smtp-transport";

let server: SmtpServer;
afterEach(() => server.close());

const transportTo = (url: string) =>
  smtpTransport(
    mailEnvironment({ NODE_ENV: "test", SMTP_URL: url, MAIL_FROM: "Flexbill <billing@msp.example>" })!,
  );

async function start(answers?: SmtpAnswers) {
  server = await startSmtpServer(answers);
  return transportTo(server.url);
}

const MAIL = {
  id: "00000000-0000-4000-8000-000000000001",
  to: ["ada@example.com", "grace@example.com"],
  subject: "Units changed: 10 → 11",
  text: "One more seat.\n.\nEnd",
  html: "<p>One more seat.</p>",
  attachments: [],
};

describe("an e-mail over SMTP", () => {
  it("arrives whole, with sender, recipients, subject, both texts and a lasting id", async () => {
    const send = await start();
    expect(await send(MAIL)).toEqual({ refused: [] });
    const [mail] = server.received;
    expect(mail).toMatchObject({ from: "billing@msp.example", to: MAIL.to });
    expect(mail!.data).toContain("From: Flexbill <billing@msp.example>");
    expect(mail!.data).toContain("To: ada@example.com, grace@example.com");
    expect(mail!.data).toContain(`Message-ID: <${MAIL.id}@msp.example>`);
    expect(mail!.data).toContain("Auto-Submitted: auto-generated");
    expect(mail!.data).toMatch(/^Subject: =\?UTF-8\?.*\?=/im);
    expect(mail!.data).toContain("One more seat.\r\n.\r\nEnd");
    expect(mail!.data).toContain("<p>One more seat.</p>");
  });

  it("arrives with its files, byte for byte, under their names", async () => {
    const send = await start();
    const content = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7) % 256);
    await send({
      ...MAIL,
      attachments: [{ fileName: "invoice-12.pdf", contentType: "application/pdf", content }],
    });
    const { data } = server.received[0]!;
    expect(data).toMatch(/Content-Type: application\/pdf; name=invoice-12\.pdf/);
    expect(data).toMatch(/Content-Disposition: attachment; filename=invoice-12\.pdf/);
    expect(data.replaceAll("\r\n", "")).toContain(Buffer.from(content).toString("base64"));
  });

  it("can be sent with one transport again and again", async () => {
    const send = await start();
    await send(MAIL);
    await send({ ...MAIL, subject: "Another" });
    expect(server.received).toHaveLength(2);
  });

  it("tells whom the server refused while it took it for others", async () => {
    const send = await start({
      recipient: (address) => (address === "ada@example.com" ? "550 No such user" : "250 OK"),
    });
    expect(await send(MAIL)).toEqual({ refused: ["ada@example.com"] });
    expect(server.received[0]!.to).toEqual(["grace@example.com"]);
  });

  it.each([
    ["for good", { recipient: () => "550 No such user" }, true, "550 No such user"],
    ["for good", { message: () => "554 Spam" }, true, "554 Spam"],
    ["for now", { message: () => "451 Try later" }, false, "451 Try later"],
    ["for now", { message: () => null }, false, "could not be reached"],
  ])("not taken %s", async (_how, answers, isFinal, words) => {
    const send = await start(answers);
    const refusal = await send(MAIL).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: "MailNotTaken", isFinal, message: expect.stringContaining(words) });
  });

  it("waits for a server that cannot be reached", async () => {
    await start();
    await server.close();
    await expect(transportTo(server.url)(MAIL)).rejects.toMatchObject({
      isFinal: false,
      message: expect.stringMatching(/^The mail server could not be reached/),
    });
  });
});

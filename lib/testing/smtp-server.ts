import { createServer, type Socket } from "node:net";

export type ReceivedMail = { from: string; to: string[]; data: string };

export type SmtpServer = {
  /** For SMTP_URL. */
  url: string;
  received: ReceivedMail[];
  close(): Promise<void>;
};

export type SmtpAnswers = {
  /** Answer to RCPT TO; "250 OK" unless told. */
  recipient?: (address: string) => string;
  /** Answer to the message itself; null hangs up instead. */
  message?: (number: number) => string | null;
};

/**
 * A mail server for tests, on a port of its own: it speaks just enough SMTP to take messages, with no TLS, no sign-in and
 * no queue. What it says to a recipient or a message can be chosen.
 */
export async function startSmtpServer(answers: SmtpAnswers = {}): Promise<SmtpServer> {
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let offered = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    const say = (line: string) => socket.write(`${line}\r\n`);
    let pending = "";
    let mail: ReceivedMail = { from: "", to: [], data: "" };
    let isData = false;
    const takeData = () => {
      const end = pending.indexOf("\r\n.\r\n");
      if (end < 0) return false;
      mail.data = pending.slice(0, end).replaceAll("\r\n..", "\r\n.");
      pending = pending.slice(end + 5);
      isData = false;
      offered += 1;
      const answer = answers.message ? answers.message(offered) : "250 Taken";
      if (answer === null) {
        socket.destroy();
        return false;
      }
      if (answer.startsWith("2")) received.push(mail);
      mail = { from: "", to: [], data: "" };
      say(answer);
      return true;
    };
    const takeCommand = () => {
      const end = pending.indexOf("\r\n");
      if (end < 0) return false;
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
      if (/^(EHLO|HELO)/i.test(line)) say("250 test");
      else if (/^MAIL FROM/i.test(line)) {
        mail.from = address;
        say("250 OK");
      } else if (/^RCPT TO/i.test(line)) {
        const answer = answers.recipient?.(address) ?? "250 OK";
        if (answer.startsWith("2")) mail.to.push(address);
        say(answer);
      } else if (/^DATA/i.test(line)) {
        isData = true;
        say("354 Go on");
      } else if (/^QUIT/i.test(line)) {
        say("221 Bye");
        socket.end();
      } else say("250 OK");
      return true;
    };
    socket.on("data", (chunk) => {
      pending += chunk.toString("utf8");
      while (isData ? takeData() : takeCommand());
    });
    say("220 test ESMTP");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

import { InngestTestEngine } from "@inngest/test";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { mailMessage } from "@/db/schema/mail";
import { queueMail } from "@/lib/commands/mail/queue-mail";
import { jobContextFor, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { type SmtpServer, startSmtpServer } from "@/lib/testing/smtp-server";
import { startTestDatabase } from "@/lib/testing/test-database";
import { mailQueued } from "../events";
import { retryMail } from "./retry-mail";
import { sendQueuedMail } from "./send-mail";

beforeAll(async () => {
  await startTestDatabase();
});

let server: SmtpServer;
beforeEach(async () => {
  server = await startSmtpServer();
  vi.stubEnv("SMTP_URL", server.url);
  vi.stubEnv("MAIL_FROM", "Flexbill <billing@msp.example>");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const queue = (of: TestTenant, messages: number) =>
  withTenant(of.scope, async (db) => {
    for (let number = 1; number <= messages; number += 1)
      await queueMail(db, jobContextFor(of), {
        kind: "unit-changes",
        dedupeKey: `${number}`,
        about: { kind: "contract", id: "00000000-0000-4000-8000-00000000000a" },
        to: ["ada@example.com"],
        subject: `Message ${number}`,
        text: "10",
        html: "10",
      });
  });

const engine = (of: TestTenant) =>
  new InngestTestEngine({
    function: sendQueuedMail,
    events: [mailQueued.create({ tenantId: of.id })],
    steps: [{ id: "go-on", handler: () => ({ ids: [] }) }],
  });

const statuses = async (of: TestTenant) =>
  (await withTenant(of.scope, (db) => db.select().from(mailMessage))).map(({ status }) => status);

describe("send-mail", () => {
  it("sends what waits, in order, and a second run sends nothing", async () => {
    const of = await makeTenant();
    await queue(of, 2);
    expect((await engine(of).execute()).result).toEqual({ sent: ["sent", "sent"] });
    expect((await engine(of).execute()).result).toEqual({ sent: [] });
    expect(server.received.map(({ data }) => /^Subject: (.*)$/m.exec(data)?.[1]?.trim())).toEqual([
      "Message 1",
      "Message 2",
    ]);
    expect(await statuses(of)).toEqual(["sent", "sent"]);
  });

  it("goes on in another run after twenty-five", async () => {
    const of = await makeTenant();
    await queue(of, 26);
    const { ctx } = await engine(of).execute();
    expect(server.received).toHaveLength(25);
    expect(ctx.step.sendEvent).toHaveBeenCalledWith(
      "go-on",
      expect.objectContaining({ name: "mail/message.queued", data: { tenantId: of.id } }),
    );
  });

  it("leaves everything in the Outbox where no mail server is configured", async () => {
    vi.stubEnv("SMTP_URL", "");
    const of = await makeTenant();
    await queue(of, 1);
    expect((await engine(of).execute()).result).toEqual({ sent: [] });
    expect(await withTenant(of.scope, (db) => db.select().from(mailMessage))).toMatchObject([
      { status: "queued", attempts: 0 },
    ]);
  });

  it("leaves a message for later where the server does not answer", async () => {
    const of = await makeTenant();
    await queue(of, 1);
    await server.close();
    expect((await engine(of).execute()).result).toEqual({ sent: ["later"] });
    expect(await statuses(of)).toEqual(["queued"]);
  });
});

describe("retry-mail", () => {
  /** The tenants it asks for, of these. */
  async function asked(...of: TestTenant[]): Promise<string[]> {
    const { ctx } = await new InngestTestEngine({
      function: retryMail,
      steps: [{ id: "request-sending", handler: () => ({ ids: [] }) }],
    }).execute();
    const events = ctx.step.sendEvent.mock.calls.flatMap(
      ([, sent]) => sent as { data: { tenantId: string } }[],
    );
    const ids = new Set(of.map(({ id }) => id));
    return events.map(({ data }) => data.tenantId).filter((id) => ids.has(id));
  }

  it("asks for each tenant whose mail is due", async () => {
    const [of, other] = [await makeTenant(), await makeTenant()];
    await queue(of, 2);
    expect(await asked(of, other)).toEqual([of.id]);
    await engine(of).execute();
    expect(await asked(of, other)).toEqual([]);
  });

  it("asks for nobody without a mail server", async () => {
    vi.stubEnv("SMTP_URL", "");
    const of = await makeTenant();
    await queue(of, 1);
    expect(await asked(of)).toEqual([]);
  });
});

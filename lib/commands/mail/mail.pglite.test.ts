import type { PGlite } from "@electric-sql/pglite";
import { asc } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { mailMessage } from "@/db/schema/mail";
import { tenantsWithDueMail } from "@/lib/queries/tenants-with-due-mail";
import { jobContextFor, makeTenant, type TestTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import type { CommandContext } from "../context";
import { MailNotTaken, type MailTransport, type OutgoingMail } from "./mail-transport";
import { type MailToQueue, queueMail } from "./queue-mail";
import { sendMail as sendWith } from "./send-mail";

let client: PGlite;
beforeAll(async () => {
  client = await startTestDatabase();
});

const ABOUT = { kind: "contract", id: "00000000-0000-4000-8000-00000000000a" };
const MAIL: MailToQueue = {
  kind: "unit-changes",
  dedupeKey: "one",
  about: ABOUT,
  to: ["ada@example.com"],
  subject: "Units changed",
  text: "10 → 11",
  html: "<p>10 → 11</p>",
};

/** Sends what has no attachments. */
const sendMail = (ctx: CommandContext, transport: MailTransport) =>
  sendWith(ctx, transport, () => Promise.reject(new Error("nothing is attached here")));

const queue = (of: TestTenant, mail: Partial<MailToQueue> = {}) =>
  withTenant(of.scope, (db) => queueMail(db, jobContextFor(of), { ...MAIL, ...mail }));

const outbox = (of: TestTenant) =>
  withTenant(of.scope, (db) => db.select().from(mailMessage).orderBy(asc(mailMessage.position)));

/** Lets time pass for the messages of a tenant: what was due in `minutes` is due now. */
const pass = (of: TestTenant, minutes: number) =>
  client.query(
    `UPDATE mail_message SET next_attempt_at = next_attempt_at - make_interval(secs => $1::float8 * 60),
       leased_until = leased_until - make_interval(secs => $1::float8 * 60) WHERE tenant_id = $2`,
    [minutes, of.id],
  );

const fails =
  (isFinal = false) =>
  async () => {
    throw new MailNotTaken("The mail server refused the message: 451 Try later", isFinal);
  };

/** A mail server that takes everything. */
function taking() {
  const taken: OutgoingMail[] = [];
  return {
    taken,
    transport: async (mail: OutgoingMail) => {
      taken.push(mail);
      return { refused: [] as string[] };
    },
  };
}

describe("a message in the Outbox", () => {
  it("is written once for each kind and key, and is the first one's", async () => {
    const of = await makeTenant();
    expect(await queue(of)).toBe(true);
    expect(await queue(of, { subject: "Another" })).toBe(false);
    expect(await queue(of, { dedupeKey: "two" })).toBe(true);
    expect(await outbox(of)).toMatchObject([
      { subject: "Units changed", status: "queued", attempts: 0, createdAt: "2026-06-01T13:00:00.000Z" },
      { dedupeKey: "two" },
    ]);
  });

  it("stands and falls with the transaction that tells of the change", async () => {
    const of = await makeTenant();
    const undone = withTenant(of.scope, async (db) => {
      await queueMail(db, jobContextFor(of), MAIL);
      throw new Error("The change is taken back");
    });
    await expect(undone).rejects.toThrow("taken back");
    expect(await outbox(of)).toEqual([]);
  });

  it.each([
    ["an address with a header", { to: ["ada@example.com\r\nBcc: eve@example.com"] }],
    ["two addresses in one", { to: ["ada@example.com,eve@example.com"] }],
    ["no address", { to: [] }],
    ["a subject with a header", { subject: "Units\r\nBcc: eve@example.com" }],
    ["no subject", { subject: "" }],
  ])("is refused with %s", async (_what, mail) => {
    const of = await makeTenant();
    await expect(queue(of, mail)).rejects.toThrow(/e-mail/);
    expect(await outbox(of)).toEqual([]);
  });

  it("is another company's to see, to send and to ask for only by its own id", async () => {
    const [of, other] = [await makeTenant(), await makeTenant()];
    await queue(of);
    expect(await outbox(other)).toEqual([]);
    expect(await sendMail(jobContextFor(other), taking().transport)).toBeNull();
    const due = await tenantsWithDueMail();
    expect(due).toContain(of.id);
    expect(due).not.toContain(other.id);
  });

  it("cannot be changed in what it says, nor deleted, by the app", async () => {
    const of = await makeTenant();
    await queue(of);
    const rewrite = withTenant(of.scope, (db) => db.update(mailMessage).set({ textBody: "Nothing" }));
    await expect(rewrite).rejects.toMatchObject({ cause: { message: /permission denied/ } });
    await expect(withTenant(of.scope, (db) => db.delete(mailMessage))).rejects.toMatchObject({
      cause: { message: /permission denied/ },
    });
  });
});

describe("sending", () => {
  it("goes by the order of writing, each message once", async () => {
    const of = await makeTenant();
    await queue(of);
    await queue(of, { dedupeKey: "two", subject: "Second" });
    const { taken, transport } = taking();
    const ctx = jobContextFor(of);
    while ((await sendMail(ctx, transport)) !== null);
    const rows = await outbox(of);
    expect(taken.map(({ id, subject }) => [id, subject])).toEqual(
      rows.map(({ id, subject }) => [id, subject]),
    );
    expect(taken[0]).toMatchObject({ to: ["ada@example.com"], text: "10 → 11", html: "<p>10 → 11</p>" });
    for (const row of rows)
      expect(row).toMatchObject({ status: "sent", attempts: 1, leasedUntil: null, lastError: null });
    expect(rows[0]!.sentAt).not.toBeNull();
    expect(await tenantsWithDueMail()).not.toContain(of.id);
  });

  it("keeps whom the server refused beside the others", async () => {
    const of = await makeTenant();
    await queue(of, { to: ["ada@example.com", "gone@example.com"] });
    await sendMail(jobContextFor(of), async () => ({ refused: ["gone@example.com"] }));
    expect(await outbox(of)).toMatchObject([
      { status: "sent", lastError: "The mail server refused it for gone@example.com" },
    ]);
  });

  it("waits longer after each failure, and gives up after six", async () => {
    const of = await makeTenant();
    const ctx = jobContextFor(of);
    await queue(of);
    for (const minutes of [1, 5, 30, 120, 360]) {
      expect(await sendMail(ctx, fails())).toMatchObject({ outcome: "later" });
      expect(await sendMail(ctx, fails())).toBeNull();
      await pass(of, minutes - 0.5);
      expect(await sendMail(ctx, fails())).toBeNull();
      await pass(of, 0.5);
    }
    expect(await sendMail(ctx, fails())).toMatchObject({ outcome: "failed" });
    await pass(of, 10_000);
    expect(await sendMail(ctx, fails())).toBeNull();
    expect(await outbox(of)).toMatchObject([
      { status: "failed", attempts: 6, lastError: "The mail server refused the message: 451 Try later" },
    ]);
  });

  it("gives up at once where the server will never take it", async () => {
    const of = await makeTenant();
    await queue(of);
    expect(await sendMail(jobContextFor(of), fails(true))).toMatchObject({ outcome: "failed" });
  });

  it("lets nobody else have a message that is being sent, until its lease is over", async () => {
    const of = await makeTenant();
    const ctx = jobContextFor(of);
    await queue(of);
    // The process ends between the server's yes and the note of it.
    const crash = sendMail(ctx, () => new Promise(() => undefined));
    void crash;
    await expect.poll(async () => (await outbox(of))[0]!.attempts).toBe(1);
    expect(await sendMail(ctx, taking().transport)).toBeNull();
    await pass(of, 5);
    const { taken, transport } = taking();
    expect(await sendMail(ctx, transport)).toMatchObject({ outcome: "sent" });
    expect(taken).toHaveLength(1);
    expect(await outbox(of)).toMatchObject([{ status: "sent", attempts: 2 }]);
  });

  it("does not send what waited for a mail server for more than a week", async () => {
    const of = await makeTenant();
    await queue(of);
    await pass(of, 7 * 24 * 60 + 1);
    const { taken, transport } = taking();
    expect(await sendMail(jobContextFor(of), transport)).toMatchObject({ outcome: "failed" });
    expect(taken).toEqual([]);
    expect(await outbox(of)).toMatchObject([
      { status: "failed", lastError: expect.stringMatching(/a week/) },
    ]);
  });
});

import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { type MailToQueue, queueMail } from "@/lib/commands/mail/queue-mail";
import { requeueMail } from "@/lib/commands/mail/requeue-mail";
import {
  contextFor,
  jobContextFor,
  makeContract,
  makeTenant,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { auditLog } from "./audit-log";
import { type OutboxFilter, outbox, outboxMessage } from "./outbox";

let client: PGlite;
beforeAll(async () => {
  client = await startTestDatabase();
});

const ALL: OutboxFilter = { statuses: [], query: "", pageIndex: 0, pageSize: 10 };

let keys = 0;
async function write(of: TestTenant, mail: Partial<MailToQueue> = {}): Promise<string> {
  const dedupeKey = `${++keys}`;
  const about = { kind: "contract", id: (await makeContract(of, { name: "Managed IT" })).id };
  await withTenant(of.scope, (db) =>
    queueMail(db, jobContextFor(of), {
      kind: "unit-changes",
      dedupeKey,
      about,
      to: ["ada@example.com"],
      subject: "Units changed",
      text: "10 → 11",
      html: "<p>10</p>",
      ...mail,
    }),
  );
  return (await outbox(of.scope, ALL)).rows[0]!.id;
}

const fail = (id: string) =>
  client.query("UPDATE mail_message SET status = 'failed', attempts = 6, last_error = '451' WHERE id = $1", [
    id,
  ]);

describe("the Outbox", () => {
  it("lists messages newest first, searched by subject and address, filtered by status, page by page", async () => {
    const of = await makeTenant();
    const first = await write(of, { subject: "Units of RK Fabrics changed" });
    const second = await write(of, { to: ["lin@example.com"] });
    await fail(second);
    const ids = async (filter: Partial<OutboxFilter>) =>
      (await outbox(of.scope, { ...ALL, ...filter })).rows.map(({ id }) => id);
    expect(await ids({})).toEqual([second, first]);
    expect(await ids({ query: "rk fabrics" })).toEqual([first]);
    expect(await ids({ query: "LIN@" })).toEqual([second]);
    expect(await ids({ query: "%" })).toEqual([]);
    expect(await ids({ statuses: ["queued"] })).toEqual([first]);
    expect(await ids({ pageSize: 1, pageIndex: 1 })).toEqual([first]);
    expect(await outbox(of.scope, { ...ALL, statuses: ["failed"] })).toMatchObject({
      rowCount: 1,
      total: 2,
      queued: 1,
      rows: [{ to: ["lin@example.com"], lastError: "451" }],
    });
  });

  it("opens one message with what it is about", async () => {
    const of = await makeTenant();
    const id = await write(of);
    expect(await outboxMessage(of.scope, id)).toMatchObject({
      text: "10 → 11",
      status: "queued",
      attempts: 0,
      sentAt: null,
      about: { name: "Managed IT", href: expect.stringMatching(/^\/finance\/contracts\//) },
    });
  });

  it("shows nothing of another company's", async () => {
    const [of, other] = [await makeTenant(), await makeTenant()];
    const id = await write(of);
    expect(await outbox(other.scope, ALL)).toEqual({ rows: [], rowCount: 0, total: 0, queued: 0 });
    expect(await outboxMessage(other.scope, id)).toBeNull();
  });
});

describe("sending again", () => {
  it("puts a failed message back with all attempts before it, and says so in the audit", async () => {
    const of = await makeTenant();
    const messageId = await write(of);
    await fail(messageId);
    await requeueMail(contextFor(of), { messageId });
    expect(await outboxMessage(of.scope, messageId)).toMatchObject({
      status: "queued",
      attempts: 0,
      lastError: null,
    });
    const { rows } = await auditLog(of.scope, {
      actions: [],
      subjectKinds: ["mail-message"],
      actors: [],
      subjectId: null,
      pageIndex: 0,
      pageSize: 10,
    });
    expect(rows).toMatchObject([{ action: "mail-message.sent-again", subject: { name: "Units changed" } }]);
  });

  it("is refused for what waits, for what there is not, and to who may not", async () => {
    const [of, other] = [await makeTenant(), await makeTenant()];
    const messageId = await write(of);
    await expect(requeueMail(contextFor(of), { messageId })).rejects.toMatchObject({ code: "invalid" });
    await fail(messageId);
    await expect(requeueMail(contextFor(other), { messageId })).rejects.toMatchObject({ code: "not-found" });
    const auditor = contextFor(of, { role: "Auditor" });
    await expect(requeueMail(auditor, { messageId })).rejects.toMatchObject({ code: "not-allowed" });
    expect(await outboxMessage(of.scope, messageId)).toMatchObject({ status: "failed" });
  });
});

import { asc, eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { contract } from "@/db/schema/contract";
import { mailMessage } from "@/db/schema/mail";
import { unitChangeDigests } from "@/lib/queries/unit-change-digests";
import { type MainJob, startMainJob } from "@/lib/testing/main-job";
import { startTestDatabase } from "@/lib/testing/test-database";
import { decideHeldChange } from "../held-changes/decide-held-change";
import { tellOfChanges } from "./tell-of-changes";

const PREMIUM = "Microsoft 365 Business Premium";

let job: MainJob;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  job = await startMainJob();
  await withTenant(job.tenant.scope, (db) =>
    db
      .update(contract)
      .set({ isNotificationEnabled: true, notificationEmails: ["ada@example.com"] })
      .where(eq(contract.id, job.contract.id)),
  );
});
afterEach(() => job.stop());

const tell = () =>
  tellOfChanges(job.ctx, { read: unitChangeDigests, origin: "https://flexbill.example.com" });

const mails = () =>
  withTenant(job.tenant.scope, (db) => db.select().from(mailMessage).orderBy(asc(mailMessage.position)));

/** The first night is held, because nobody has seen its count: it is approved here. */
async function firstNight() {
  await job.night("2026-06-02");
  const [held] = await job.held();
  await decideHeldChange(job.ctx, {
    heldChangeId: held!.id,
    version: held!.version,
    decision: "approve",
    reason: "Seen",
  });
}

it("a seat that was added in IT Glue is told of the morning after: units, money, why, and where to look", async () => {
  await firstNight();
  expect(await tell()).toEqual({ messages: 1 });
  await job.setSeats(PREMIUM, 7);
  await job.night("2026-06-10");
  expect(await tell()).toEqual({ messages: 1 });
  await job.night("2026-06-11");
  expect(await tell()).toEqual({ messages: 0 });

  const [first, changed] = await mails();
  expect(first!.subject).toMatch(/^RK Fabrics: 1 line is held/);
  expect(first!.textBody).toContain(
    "Reason: The first count, 10, was made at night and has not been seen by anyone",
  );
  expect(changed!.subject).toMatch(/^RK Fabrics: units changed on 1 line \(.*, Jun 10, 2026\)$/);
  const lineUrl = `https://flexbill.example.com/finance/contracts/${job.contract.id}/services/${job.line.id}`;
  for (const part of ["10 → 11 units", "+10.00 USD per whole month", "Why: +1: Seats of ", "6 → 7", lineUrl])
    expect(changed!.textBody).toContain(part);
  expect(changed!.htmlBody).toContain(`<a href="${lineUrl}">`);
});

it("a restricted asset is never named", async () => {
  await firstNight();
  await tell();
  const assetId = await job.assetId(PREMIUM);
  job.emulator.state.accounts
    .flatMap(({ assets }) => assets)
    .find(({ id }) => id === assetId)!.restricted = true;
  await job.setSeats(PREMIUM, 8);
  await job.night("2026-06-10");
  await tell();
  const told = (await mails()).at(-1)!;
  expect(told.textBody).toContain(`restricted asset ${assetId}`);
  for (const body of [told.subject, told.textBody, told.htmlBody]) expect(body).not.toContain(PREMIUM);
});

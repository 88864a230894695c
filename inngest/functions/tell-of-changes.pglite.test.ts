import { InngestTestEngine } from "@inngest/test";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { withTenant } from "@/db/client";
import { itGlueSettings } from "@/db/schema/it-glue";
import { mailMessage } from "@/db/schema/mail";
import { makeAccount, makeContract, makeLine, makeTenant } from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { clockMoveRequested, tenantSyncRequested } from "../events";
import { moveClock } from "./move-clock";
import { syncTenant } from "./sync-tenant";

beforeAll(async () => void (await startTestDatabase()));

beforeEach(() => {
  vi.stubEnv("AUTH_URL", "https://flexbill.example.com");
  return () => vi.unstubAllEnvs();
});

/** IT Glue is enabled without a key, so the one line of a contract that tells ada cannot be counted. */
async function uncountable(simulatedAt: string) {
  const of = await makeTenant({ isSimulation: true, simulatedAt });
  await withTenant(of.scope, (db) =>
    db.insert(itGlueSettings).values({ tenantId: of.id, isEnabled: true, subdomain: "msp", server: "us" }),
  );
  const contract = await makeContract(of, {
    accountId: (await makeAccount(of, { name: "RK Fabrics" })).id,
    isNotificationEnabled: true,
    notificationEmails: ["ada@example.com"],
  });
  await makeLine(of, {
    contractId: contract.id,
    terms: {
      billBy: "flexible-assets",
      countRule: { assetTypeId: "1", billBy: { by: "assets" }, conditions: [], includeArchived: false },
    },
  });
  const mails = () => withTenant(of.scope, (db) => db.select().from(mailMessage));
  return { of, contract, mails };
}

const sendMail = { id: "send-mail", handler: () => ({ ids: [] }) };

describe("after a tenant's night", () => {
  const night = (tenantId: string) =>
    new InngestTestEngine({
      function: syncTenant,
      events: [
        tenantSyncRequested.create({
          tenantId,
          businessOn: "2026-06-01",
          trigger: "schedule",
          requestedBy: "Tick",
          itGlueAccount: "us/1",
          headStartSeconds: 0,
        }),
      ],
      steps: [sendMail],
    }).execute();

  it("its changes are told, with links to the app's own address, and sending is asked for; once", async () => {
    const { of, contract, mails } = await uncountable("2026-06-01T13:00:00.000Z");
    const first = await night(of.id);
    expect(first.ctx.step.sendEvent).toHaveBeenCalledWith(
      "send-mail",
      expect.objectContaining({ name: "mail/message.queued", data: { tenantId: of.id } }),
    );
    expect(await mails()).toMatchObject([
      {
        toAddresses: ["ada@example.com"],
        subject: expect.stringMatching(/^RK Fabrics: 1 line could not be counted/),
        textBody: expect.stringContaining(
          `https://flexbill.example.com/finance/contracts/${contract.id}/services/`,
        ),
      },
    ]);
    const again = await night(of.id);
    expect(again.ctx.step.sendEvent).not.toHaveBeenCalled();
    expect(await mails()).toHaveLength(1);
  });

  it("nobody is told of a night that still may be completed", async () => {
    const { of, mails } = await uncountable("2026-06-01T04:20:00.000Z");
    const { ctx } = await night(of.id);
    expect(ctx.step.sendEvent).not.toHaveBeenCalled();
    expect(await mails()).toEqual([]);
  });
});

describe("while a simulation's clock is moved", () => {
  it("each night tells of the one before that could not be completed, and all is sent at the end", async () => {
    const { of, mails } = await uncountable("2026-06-01T13:00:00.000Z");
    const { ctx, result } = await new InngestTestEngine({
      function: moveClock,
      events: [clockMoveRequested.create({ tenantId: of.id, toOn: "2026-06-04", requestedBy: "Ada" })],
      steps: [sendMail],
    }).execute();
    expect(result).toEqual({ nights: 3, failed: [] });
    // The second and third failed as the first did: that is no news.
    expect((await mails()).map(({ createdAt }) => createdAt)).toEqual(["2026-06-03T04:20:00.000Z"]);
    expect(ctx.step.sendEvent).toHaveBeenCalledTimes(1);
  });
});

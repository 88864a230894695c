import { cron } from "inngest";
import { describe, expect, it } from "vitest";
import { servedFunctions } from "../served-functions";
import { registeredFunctions } from "./call-serve-route";
import { planFunctions, UnsupportedFunction } from "./plan";
import { serveTestApp, testClient } from "./test-app";

/** What an app registers with the runner when it serves these functions. */
async function registered(
  client: ReturnType<typeof testClient>,
  functions: Parameters<typeof serveTestApp>[1],
) {
  const app = await serveTestApp(client, functions);
  try {
    return await registeredFunctions(app.route);
  } finally {
    await app.close();
  }
}

describe("the functions of the app", () => {
  it("can all be run by the local runner", async () => {
    const plan = planFunctions(await registered(testClient(), servedFunctions));
    expect(plan).toEqual([
      { id: "test-tick", events: [], everyMinutes: 15, maxAttempts: 4, cancelledBy: [] },
      {
        id: "test-sync-tenant",
        events: ["units/tenant-sync.requested"],
        everyMinutes: null,
        maxAttempts: 4,
        cancelledBy: ["it-glue/turned-off"],
      },
      {
        id: "test-sync-organizations",
        events: ["organizations/sync.requested", "accounts/account.saved"],
        everyMinutes: null,
        maxAttempts: 4,
        cancelledBy: [],
      },
      { id: "test-hourly-organizations", events: [], everyMinutes: 30, maxAttempts: 4, cancelledBy: [] },
      {
        id: "test-move-clock",
        events: ["simulation/clock-move.requested"],
        everyMinutes: null,
        maxAttempts: 3,
        cancelledBy: [],
      },
      {
        id: "test-send-mail",
        events: ["mail/message.queued"],
        everyMinutes: null,
        maxAttempts: 4,
        cancelledBy: [],
      },
      { id: "test-retry-mail", events: [], everyMinutes: 15, maxAttempts: 4, cancelledBy: [] },
      { id: "test-start-billing-jobs", events: [], everyMinutes: 15, maxAttempts: 4, cancelledBy: [] },
      {
        id: "test-run-billing-job",
        events: ["billing/job-run.requested"],
        everyMinutes: null,
        maxAttempts: 4,
        cancelledBy: [],
      },
    ]);
  });
});

describe("a function the runner cannot run as written", () => {
  it.each([
    ["rateLimit", { rateLimit: { limit: 1, period: "1m" } }],
    ["throttle", { throttle: { limit: 1, period: "1m" } }],
    ["throttle", { throttle: { limit: 1, period: "1m", key: "event.data.accountId" } }],
    ["debounce", { debounce: { period: "1m" } }],
    ['cancelOn {"event":"test/stop"}', { cancelOn: [{ event: "test/stop" }] }],
    ["cancelOn", { cancelOn: [{ event: "test/stop", match: "data.accountId" }] }],
    ["cancelOn", { cancelOn: [{ event: "test/stop", match: "data.tenantId", timeout: "1h" }] }],
    ["batchEvents", { batchEvents: { maxSize: 2, timeout: "5s" } }],
    ['priority {"run":"100"}', { priority: { run: "100" } }],
    ["singleton", { singleton: { mode: "skip" } }],
    ["idempotency", { idempotency: "event.data.id" }],
    ["timeouts", { timeouts: { finish: "1m" } }],
    ["a trigger with expression", { onFailure: async () => undefined }],
    ["concurrency 2", { concurrency: 2 }],
    [
      'concurrency {"limit":1,"key":"event.data.accountId"}',
      { concurrency: { limit: 1, key: "event.data.accountId" } },
    ],
    ["a trigger with expression", { triggers: [{ event: "test/x", if: "event.data.ok" }] }],
    ["a trigger with jitter", { triggers: [{ cron: "*/15 * * * *", jitter: "1m" }] }],
    ['the trigger {"event":"test/*"}', { triggers: [{ event: "test/*" }] }],
    ['the cron "TZ=America/New_York 15 0 * * *"', { triggers: [cron("TZ=America/New_York 15 0 * * *")] }],
    ['the cron "*/7 * * * *"', { triggers: [cron("*/7 * * * *")] }],
  ])("is refused by its name and its option: %s", async (feature, options) => {
    const client = testClient();
    const odd = client.createFunction(
      { id: "odd", triggers: [{ event: "test/x" }], ...options } as never,
      async () => undefined,
    );
    const configs = await registered(client, [odd]);
    expect(() => planFunctions(configs)).toThrow(UnsupportedFunction);
    expect(() => planFunctions(configs)).toThrow(/"test-odd(-failure)?"/);
    expect(() => planFunctions(configs)).toThrow(feature);
  });

  it("is refused with an option that nobody has heard of yet", () => {
    const config = { id: "test-new", triggers: [{ event: "test/x" }], steps: { step: {} }, teleport: true };
    expect(() => planFunctions([config])).toThrow("it uses teleport");
  });
});

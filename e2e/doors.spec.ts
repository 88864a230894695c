import { expect, test } from "@playwright/test";

const CALL = {
  event: { name: "units/tenant-sync.requested", data: {} },
  events: [],
  steps: {},
  ctx: { run_id: "forged", attempt: 0 },
};

test.describe("doors of the built app that are not for everybody", () => {
  for (const [what, headers] of [
    ["unsigned", {}],
    ["forged", { "x-inngest-signature": `t=${Math.floor(Date.now() / 1000)}&s=${"0".repeat(64)}` }],
  ] as const) {
    test(`an ${what} call of a job is refused`, async ({ request }) => {
      const url = "/api/inngest?fnId=flexbill-sync-tenant&stepId=step";
      expect((await request.post(url, { data: CALL, headers })).status()).toBe(401);
      expect((await request.put("/api/inngest", { data: {}, headers })).status()).toBe(401);
    });
  }

  test("the operator's door asks for its secret", async ({ request }) => {
    const answer = await request.post("/api/operator", {
      data: { verb: "sync" },
      headers: { authorization: "Bearer wrong" },
    });
    expect(answer.status()).toBe(401);
  });

  test("a visitor without a session is sent to sign in", async ({ page }) => {
    for (const path of ["/", "/finance/billing-review", "/admin/security/users", "/sync-runs"]) {
      await page.goto(path);
      await expect(page).toHaveURL(/\/sign-in/);
    }
  });
});

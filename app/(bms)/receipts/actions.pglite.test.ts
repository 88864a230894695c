import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Session } from "@/lib/auth/session";
import {
  contextFor,
  makeTenant,
  makeUser,
  sessionFor,
  type TestTenant,
  type TestUser,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { explainChangeAction } from "./actions";

const signedIn = vi.hoisted(() => ({
  session: null as Session | null,
  tenant: null as TestTenant | null,
  user: null as TestUser | null,
}));
vi.mock("@/lib/auth/session", () => ({
  getSession: async () => signedIn.session,
  commandContext: () => contextFor(signedIn.tenant!, { user: signedIn.user! }),
}));

const input = {
  lineId: "00000000-0000-4000-8000-000000000001",
  readingId: "00000000-0000-4000-8000-000000000002",
};
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  signedIn.tenant = await makeTenant();
  signedIn.user = await makeUser(signedIn.tenant, { role: "Auditor" });
  signedIn.session = sessionFor(signedIn.tenant, signedIn.user);
});

it("answers nothing for a count there is none of, whoever looks", async () => {
  const { data } = await explainChangeAction(input);
  expect(data).toEqual({ change: null, timeZone: "America/New_York" });
});

it("refuses visitors, and what is no id", async () => {
  expect((await explainChangeAction({ ...input, readingId: "1 OR 1=1" })).validationErrors).toBeDefined();
  signedIn.session = null;
  expect((await explainChangeAction(input)).serverError?.code).toBe("signed-out");
});

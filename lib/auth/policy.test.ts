import { describe, expect, it } from "vitest";
import { CommandRefused } from "@/lib/commands/refusal";
import type { USER_ROLES } from "@/lib/inputs/users";
import { authorize, can, PERMISSIONS, type Permission } from "./policy";

const heldBy = (role: (typeof USER_ROLES)[number]) =>
  PERMISSIONS.filter((permission) => can(role, permission));
const user = (role: (typeof USER_ROLES)[number]) =>
  ({ actor: { kind: "user", userId: "u", name: "U", role, sessionId: "s" } }) as const;

describe("the policy", () => {
  it("lets an Administrator do everything", () => {
    expect(heldBy("Administrator")).toEqual(PERMISSIONS);
  });

  it("keeps settings, users and sync runs from a Finance Manager, and nothing else", () => {
    const kept: Permission[] = ["settings.manage", "sync.run", "users.manage"];
    expect(PERMISSIONS.filter((permission) => !can("Finance Manager", permission)).sort()).toEqual(kept);
  });

  it("gives a Technician nothing that bills", () => {
    expect(heldBy("Technician")).toEqual(["view", "connect.self", "organizations.sync"]);
  });

  it("lets an Auditor look, and only look", () => {
    expect(heldBy("Auditor")).toEqual(["view", "audit.view"]);
  });
});

describe("authorize", () => {
  it("refuses a person without the permission, naming it and their role", () => {
    expect(() => authorize(user("Auditor"), "billing.post")).toThrow(CommandRefused);
    expect(() => authorize(user("Auditor"), "billing.post")).toThrow(
      expect.objectContaining({
        code: "not-allowed",
        details: { permission: "billing.post", role: "Auditor" },
      }),
    );
  });

  it("lets through a person with it, jobs and the command line", () => {
    authorize(user("Finance Manager"), "billing.post");
    authorize({ actor: { kind: "job", name: "Nightly sync" } }, "settings.manage");
    authorize({ actor: { kind: "command-line", name: "shell" } }, "users.manage");
  });
});

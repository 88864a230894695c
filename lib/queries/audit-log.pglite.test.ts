import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withTenant } from "@/db/client";
import { type AuditEntry, recordAudit } from "@/lib/commands/audit";
import {
  contextFor,
  jobContextFor,
  makeLine,
  makeTenant,
  makeUser,
  type TestTenant,
} from "@/lib/testing/factories";
import { startTestDatabase } from "@/lib/testing/test-database";
import { type AuditLogFilter, auditLog } from "./audit-log";

let tenant: TestTenant;
beforeAll(async () => void (await startTestDatabase()));
beforeEach(async () => {
  tenant = await makeTenant();
});

const all: AuditLogFilter = {
  actions: [],
  subjectKinds: [],
  actors: [],
  subjectId: null,
  pageIndex: 0,
  pageSize: 50,
};

const record = (entry: AuditEntry, of = tenant, ctx = contextFor(of)) =>
  withTenant(of.scope, (db) => recordAudit(db, ctx, entry));

const saved = (id: string): AuditEntry => ({ action: "service.edited", subject: { kind: "service", id } });

describe("the audit log", () => {
  it("is in the order of writing, newest first, though the clock stands still", async () => {
    for (const id of ["one", "two", "three"]) await record(saved(id));
    const { rows } = await auditLog(tenant.scope, all);
    expect(rows.map((row) => row.subject.id)).toEqual(["three", "two", "one"]);
    expect(new Set(rows.map((row) => row.at))).toEqual(new Set(["2026-06-01T13:00:00.000Z"]));
  });

  it("says who, what, why, and old and new value of each field; versions are the forms' own business", async () => {
    await record({
      action: "contract-line.edited",
      subject: { kind: "contract-line", id: "gone" },
      changes: { unitPrice: { from: "10.00", to: "12.00" }, version: { from: 1, to: 2 } },
      reason: "New price list",
    });
    expect((await auditLog(tenant.scope, all)).rows).toMatchObject([
      {
        actor: { kind: "user", name: tenant.admin.name },
        action: "contract-line.edited",
        subject: { kind: "contract-line", id: "gone", name: null, href: null },
        changes: [{ field: "unitPrice", from: "10.00", to: "12.00" }],
        reason: "New price list",
      },
    ]);
  });

  it("calls records by their names of today and leads to their pages", async () => {
    const line = await makeLine(tenant, { name: "Managed workstations" });
    const user = await makeUser(tenant, { name: "Tess Ng" });
    await record({ action: "contract-line.created", subject: { kind: "contract-line", id: line.id } });
    await record({ action: "user.created", subject: { kind: "user", id: user.id } });
    const { rows } = await auditLog(tenant.scope, all);
    expect(rows.map((row) => row.subject)).toEqual([
      { kind: "user", id: user.id, name: "Tess Ng", href: null },
      {
        kind: "contract-line",
        id: line.id,
        name: "Managed workstations",
        href: `/finance/contracts/${line.contractId}/services/${line.id}`,
      },
    ]);
  });

  it("is filtered by action, kind of record, actor and single record, together", async () => {
    await record(saved("a"));
    await record({ action: "account.created", subject: { kind: "account", id: "b" } });
    await record(saved("a"), tenant, jobContextFor(tenant, { name: "Nightly sync" }));
    const seen = async (filter: Partial<AuditLogFilter>) => {
      const { rows, rowCount } = await auditLog(tenant.scope, { ...all, ...filter });
      expect(rowCount).toBe(rows.length);
      return rows.map((row) => `${row.actor.kind} ${row.action}`);
    };
    expect(await seen({ actions: ["account.created"] })).toEqual(["user account.created"]);
    expect(await seen({ subjectKinds: ["service"] })).toEqual(["job service.edited", "user service.edited"]);
    expect(await seen({ actors: ["Nightly sync"] })).toEqual(["job service.edited"]);
    expect(await seen({ subjectId: "a" })).toHaveLength(2);
    expect(await seen({ subjectId: "a", actors: [tenant.admin.name] })).toEqual(["user service.edited"]);
    expect(await seen({ subjectId: "no-such-record" })).toEqual([]);
  });

  it("offers every action, kind and actor that occurs, and passes over what never occurred", async () => {
    await record(saved("a"));
    await record({ action: "account.created", subject: { kind: "account", id: "b" } });
    const { choices, rowCount } = await auditLog(tenant.scope, {
      ...all,
      actions: ["\u0000", "nothing.done"],
    });
    expect(choices).toEqual({
      actions: ["account.created", "service.edited"],
      subjectKinds: ["account", "service"],
      actors: [tenant.admin.name],
    });
    expect(rowCount).toBe(2);
  });

  it("comes in pages that neither repeat nor drop an event", async () => {
    for (let number = 0; number < 7; number++) await record(saved(`${number}`));
    const page = (pageIndex: number) => auditLog(tenant.scope, { ...all, pageSize: 3, pageIndex });
    const pages = [await page(0), await page(1), await page(2), await page(3)];
    expect(pages.map(({ rowCount }) => rowCount)).toEqual([7, 7, 7, 7]);
    expect(pages.map(({ rows }) => rows.map((row) => row.subject.id))).toEqual([
      ["6", "5", "4"],
      ["3", "2", "1"],
      ["0"],
      [],
    ]);
  });

  it("shows one company nothing of another, not even by the id of its record", async () => {
    const other = await makeTenant();
    const line = await makeLine(other, { name: "Theirs" });
    await record({ action: "contract-line.created", subject: { kind: "contract-line", id: line.id } }, other);
    await record({ action: "contract-line.edited", subject: { kind: "contract-line", id: line.id } });
    const { rows, choices } = await auditLog(tenant.scope, { ...all, subjectId: line.id });
    expect(rows).toMatchObject([{ action: "contract-line.edited", subject: { name: null, href: null } }]);
    expect(choices.actions).toEqual(["contract-line.edited"]);
  });
});

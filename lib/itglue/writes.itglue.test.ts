import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountOf, organizationOf } from "@/e2e/it-glue-emulator/demo-lookup";
import type { Account } from "@/e2e/it-glue-emulator/state";
import { type Bench, errorOf, NORTHWIND, startBench } from "./gateway-fixture";
import type { OrganizationValues } from "./port";

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
beforeEach(async () => {
  await bench.control({ action: "reset" });
  bench.sleeps.length = 0;
});
afterAll(() => bench.emulator.close());

const values = (change: Partial<OrganizationValues> = {}): OrganizationValues => ({
  name: "Alder & Co, Inc.",
  shortName: null,
  typeId: null,
  statusId: null,
  parentId: null,
  ...change,
});
const account = (): Account => accountOf(bench.emulator.state, "northwind");
const named = (name: string) => account().organizations.filter((one) => one.name === name);

/** Notes what is sent. */
function noting(sent: RequestInit[]): typeof fetch {
  return (input, init) => {
    sent.push(init ?? {});
    return fetch(input, init);
  };
}

describe("organization types and statuses", () => {
  it("are read whole, each list by its own pages", async () => {
    const kinds = await bench.gateway({ pageSize: 2 }).organizationKinds();
    const plain = (rows: { id: string; name: string }[]) => rows.map(({ id, name }) => ({ id, name }));
    const byId = (left: { id: string }, right: { id: string }) => left.id.localeCompare(right.id);
    expect(kinds.types.toSorted(byId)).toEqual(plain(account().organizationTypes).toSorted(byId));
    expect(kinds.statuses.toSorted(byId)).toEqual(plain(account().organizationStatuses).toSorted(byId));
    expect(kinds.types.length).toBeGreaterThan(1);
    expect((await bench.calls()).length).toBeGreaterThan(2);
  });

  it("are refused to a wrong key", async () => {
    const gateway = bench.gateway({}, { kind: "api-key", key: "ITG.wrong" });
    expect((await errorOf(gateway.organizationKinds())).code).toBe("forbidden");
  });
});

describe("creating an organization", () => {
  it("answers the record that IT Glue made of the values", async () => {
    const [type] = account().organizationTypes;
    const [status] = account().organizationStatuses;
    const parentId = bench.organizationId("RK Fabrics");
    const given = values({ shortName: "ALDER", typeId: type?.id, statusId: status?.id, parentId });
    const record = await bench.gateway().createOrganization(given);
    expect(record).toMatchObject({ ...given, typeName: type?.name, statusName: status?.name });
    expect(named("Alder & Co, Inc.")).toMatchObject([{ id: record.id, ...given }]);
  });

  it("sends one JSON:API document with the credential, and no empty values", async () => {
    const sent: RequestInit[] = [];
    const gateway = bench.gateway({ fetch: noting(sent) });
    await gateway.createOrganization(values({ typeId: account().organizationTypes[0]?.id ?? "" }));
    expect(sent).toHaveLength(1);
    const { method, body, headers, redirect } = sent[0] ?? {};
    expect({ method, redirect }).toEqual({ method: "POST", redirect: "manual" });
    expect(new Headers(headers).get("content-type")).toBe("application/vnd.api+json");
    expect(NORTHWIND).toMatchObject({ key: new Headers(headers).get("x-api-key") });
    expect(JSON.parse(String(body))).toEqual({
      data: {
        type: "organizations",
        attributes: {
          name: "Alder & Co, Inc.",
          "organization-type-id": Number(account().organizationTypes[0]?.id),
        },
      },
    });
    expect(gateway.requests).toBe(1);
  });

  it("harms no digit of a foreign id beyond what a JavaScript number holds", async () => {
    const [type] = account().organizationTypes;
    if (!type) throw new Error("The demo data has changed");
    account().organizationTypes.push({ ...type, id: "900719925474099319", name: "Long" });
    account().organizationTypes.push({ ...type, id: "9007199254740993", name: "Just too long" });
    const made = await bench.gateway().createOrganization(values({ typeId: "900719925474099319" }));
    expect(made).toMatchObject({ typeId: "900719925474099319", typeName: "Long" });
    const changed = await bench.gateway().updateOrganization(made.id, { typeId: "9007199254740993" });
    expect(changed).toMatchObject({ typeId: "9007199254740993", typeName: "Just too long" });
  });

  it("says that the name is taken, in IT Glue's words", async () => {
    const error = await errorOf(bench.gateway().createOrganization(values({ name: "RK Fabrics" })));
    expect(error).toMatchObject({
      code: "unprocessable",
      status: 422,
      refusal: "name-taken",
      detail: "has already been taken",
      pointer: "/data/attributes/name",
      isOutcomeUnknown: false,
      message: "IT Glue answered 422: Unprocessable Entity: has already been taken (/data/attributes/name)",
    });
    expect(await bench.calls()).toHaveLength(1);
  });

  it("says what else is refused", async () => {
    const error = await errorOf(bench.gateway().createOrganization(values({ typeId: "12345" })));
    expect(error).toMatchObject({
      refusal: "other",
      detail: "must exist",
      pointer: "/data/attributes/organization-type",
    });
    const blank = await errorOf(bench.gateway().createOrganization(values({ name: " " })));
    expect(blank).toMatchObject({ refusal: "other", pointer: "/data/attributes/name" });
  });
});

describe("changing an organization", () => {
  it("sets what is given, empties what is null, leaves the rest", async () => {
    const id = bench.organizationId("Harbor Dental Downtown");
    const before = { ...organizationOf(bench.emulator.state, "northwind", "Harbor Dental Downtown") };
    const record = await bench.gateway().updateOrganization(id, { name: "Harbor, Downtown", parentId: null });
    expect(record).toMatchObject({ id, name: "Harbor, Downtown", parentId: null, shortName: "HARBORDT" });
    expect(named("Harbor, Downtown")).toEqual([
      { ...before, name: "Harbor, Downtown", parentId: null, updatedAt: expect.any(String) },
    ]);
    expect(await bench.calls()).toEqual([`/us/organizations/${id}`]);
  });

  it("keeps 18 digits of the id in the address", async () => {
    const [model] = named("RK Fabrics");
    if (!model) throw new Error("The demo data has changed");
    account().organizations.push({ ...model, id: "900719925474099317", name: "Long Id" });
    const record = await bench.gateway().updateOrganization("900719925474099317", { shortName: "LONG" });
    expect(record).toMatchObject({ id: "900719925474099317", name: "Long Id", shortName: "LONG" });
  });

  it("says that a PSA owns the organization", async () => {
    const [synced] = named("RK Fabrics");
    if (!synced) throw new Error("The demo data has changed");
    synced.psa = { id: "77", type: "kaseya-bms" };
    const error = await errorOf(bench.gateway().updateOrganization(synced.id, { name: "RK Textiles" }));
    expect(error).toMatchObject({
      code: "unprocessable",
      refusal: "psa-synced",
      pointer: "/data/attributes/name",
      isOutcomeUnknown: false,
    });
    expect(error.message).toContain("synced with a PSA");
    expect(named("RK Fabrics")).toHaveLength(1);
  });

  it("says that the name is taken, and that the organization is gone", async () => {
    const id = bench.organizationId("RK Fabrics");
    const taken = await errorOf(bench.gateway().updateOrganization(id, { name: "Northwind MSP" }));
    expect(taken).toMatchObject({ refusal: "name-taken" });
    const gone = await errorOf(bench.gateway().updateOrganization("999", { name: "Nobody" }));
    expect(gone).toMatchObject({ code: "not-found", status: 404, refusal: null });
    expect(gone.message).toBe("IT Glue answered 404: Not Found: Organization not found (id)");
  });
});

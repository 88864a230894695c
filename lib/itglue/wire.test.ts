import { describe, expect, it } from "vitest";
import { ItGlueError } from "./port";
import { readAssetType, readEnvelope, readField, readOrganization } from "./wire";
import { readAsset } from "./wire-asset";

const UPDATED = { "updated-at": "2026-03-01T00:00:00.000Z" };

describe("organizations", () => {
  it("are read from no more than a name and a time", () => {
    expect(readOrganization({ id: 2, attributes: { name: "Happy Frog", ...UPDATED } })).toEqual({
      id: "2",
      name: "Happy Frog",
      shortName: null,
      typeId: null,
      typeName: null,
      statusId: null,
      statusName: null,
      parentId: null,
      isPrimary: false,
      updatedAt: UPDATED["updated-at"],
    });
  });

  it.each([
    ["1", "1"],
    [1, "1"],
    [["1", "6"], "6"],
    ["", null],
    [null, null],
    [[], null],
  ])("have a parent printed as %j", (printed, parentId) => {
    const value = { id: "2", attributes: { name: "Happy Frog", "parent-id": printed, ...UPDATED } };
    expect(readOrganization(value).parentId).toBe(parentId);
  });

  const USUAL_ORGANIZATION = {
    name: "Happy Frog",
    "short-name": "frog",
    "organization-type-id": 86,
    "organization-type-name": "Customer",
    "organization-status-id": 68,
    "organization-status-name": "Active",
    "parent-id": null,
    primary: true,
    ...UPDATED,
  };
  const record = {
    id: "2",
    name: "Happy Frog",
    shortName: "frog",
    typeId: "86",
    typeName: "Customer",
    statusId: "68",
    statusName: "Active",
    parentId: null,
    isPrimary: true,
    updatedAt: UPDATED["updated-at"],
  };

  it("are read in their usual form, with ids as numbers or text", () => {
    expect(readOrganization({ id: "2", attributes: USUAL_ORGANIZATION })).toEqual(record);
    const texts = { "organization-type-id": "86", "organization-status-id": "68" };
    expect(readOrganization({ id: 2, attributes: { ...USUAL_ORGANIZATION, ...texts } })).toEqual(record);
  });

  it.each([
    ["short-name", null, { shortName: null }],
    ["organization-type-id", null, { typeId: null }],
    ["organization-type-name", undefined, { typeName: null }],
    ["organization-status-id", undefined, { statusId: null }],
    ["organization-status-name", null, { statusName: null }],
    ["primary", null, { isPrimary: false }],
    ["parent-id", "1", { parentId: "1" }],
  ])("may leave %s as %j", (key, value, expected) => {
    const attributes = { ...USUAL_ORGANIZATION, [key]: value };
    expect(readOrganization({ id: "2", attributes })).toEqual({ ...record, ...expected });
  });

  it.each([
    ["name", null],
    ["primary", "true"],
    ["updated-at", undefined],
    ["short-name", 7],
    ["organization-type-id", ""],
    ["organization-type-name", 5],
    ["organization-status-id", true],
    ["organization-status-name", {}],
  ])("are refused where %s is %j", (key, value) => {
    const read = () => readOrganization({ id: "2", attributes: { ...USUAL_ORGANIZATION, [key]: value } });
    expect(read).toThrow(new RegExp(`attributes.${key}`));
  });

  it.each([null, 5, { id: "2" }, { id: "", attributes: USUAL_ORGANIZATION }])("are not %j", (value) => {
    expect(() => readOrganization(value)).toThrow(ItGlueError);
  });
});

describe("types and fields", () => {
  it("are enabled unless they say otherwise, and may not name their fields", () => {
    expect(readAssetType({ id: "33", attributes: { name: "Email" }, relationships: {} })).toEqual({
      id: "33",
      name: "Email",
      isEnabled: true,
      fieldIds: null,
    });
    const disabled = { id: "33", attributes: { name: "Email", enabled: false } };
    expect(readAssetType(disabled).isEnabled).toBe(false);
  });

  it("have no decimals where none are given, and options only as a Select", () => {
    const attributes = { name: "Seats", "name-key": "seats", kind: "Number", order: 2, "default-value": "0" };
    expect(readField({ id: 401, attributes }).field).toEqual({
      id: "401",
      name: "Seats",
      nameKey: "seats",
      kind: "Number",
      decimals: 0,
      order: 2,
      options: [],
      tagType: null,
    });
  });

  it("split options at every kind of line end", () => {
    const attributes = {
      name: "Plan",
      "name-key": "plan",
      kind: "Select",
      order: "1",
      "default-value": "A \r\n\n-----\rB\nC - D\r\n",
    };
    expect(readField({ id: "1", attributes }).field.options).toEqual(["A", "B", "C - D"]);
  });
});

describe("assets", () => {
  const attributes = { "organization-id": 2, "flexible-asset-type-id": "33", name: null, ...UPDATED };

  it("may have no name and no traits", () => {
    expect(readAsset({ id: "1", attributes })).toMatchObject({
      organizationId: "2",
      assetTypeId: "33",
      name: "",
      traits: {},
      isArchived: false,
    });
  });

  const USUAL = {
    "organization-id": 2,
    "organization-name": "RK Fabrics",
    "resource-url": "https://northwind.itglue.com/2/assets/records/1",
    restricted: false,
    "flexible-asset-type-id": 33,
    name: "Business Premium",
    traits: { seats: 6 },
    archived: false,
    ...UPDATED,
  };
  const record = readAsset({ id: "1", attributes: USUAL });

  it("are read alike in their usual form and in any other", () => {
    expect(record).toEqual({
      id: "1",
      organizationId: "2",
      organizationName: "RK Fabrics",
      assetTypeId: "33",
      name: "Business Premium",
      traits: { seats: 6 },
      isArchived: false,
      isRestricted: false,
      resourceUrl: "https://northwind.itglue.com/2/assets/records/1",
      updatedAt: UPDATED["updated-at"],
    });
    const texts = { "organization-id": "2", "flexible-asset-type-id": "33" };
    expect(readAsset({ id: 1, attributes: { ...USUAL, ...texts } })).toEqual(record);
  });

  it.each([
    ["organization-name", null, { organizationName: "" }],
    ["resource-url", null, { resourceUrl: null }],
    ["restricted", null, { isRestricted: false }],
    ["archived", undefined, { isArchived: false }],
    ["name", undefined, { name: "" }],
    ["traits", null, { traits: {} }],
  ])("may leave %s out or empty", (key, value, expected) => {
    expect(readAsset({ id: "1", attributes: { ...USUAL, [key]: value } })).toEqual({
      ...record,
      ...expected,
    });
  });

  it.each([
    ["organization-id", null],
    ["organization-id", ""],
    ["flexible-asset-type-id", undefined],
    ["updated-at", null],
    ["archived", "false"],
    ["restricted", 0],
    ["traits", [1]],
    ["traits", "seats"],
    ["name", 7],
  ])("are refused where %s is %j", (key, value) => {
    const read = () => readAsset({ id: "1", attributes: { ...USUAL, [key]: value } });
    expect(read).toThrow(ItGlueError);
    expect(read).toThrow(new RegExp(`attributes.${key}`));
  });

  it.each([null, 5, {}, { id: "1" }, { id: "", attributes: USUAL }, { id: "1", attributes: null }])(
    "are not %j",
    (value) => {
      expect(() => readAsset(value)).toThrow(ItGlueError);
    },
  );

  it("must say whose they are", () => {
    const { "organization-id": _, ...ownerless } = attributes;
    expect(() => readAsset({ id: "1", attributes: ownerless })).toThrow(ItGlueError);
    expect(() => readAsset({ id: "1", attributes: ownerless })).toThrow(/organization-id/);
  });
});

describe("the envelope", () => {
  it.each([
    [
      { "total-count": null, "next-page": null },
      { "total-count": null, "next-page": null },
    ],
    [
      { "total-count": "12", "next-page": "2" },
      { "total-count": 12, "next-page": 2 },
    ],
    [{ "total-count": 0 }, { "total-count": 0, "next-page": null }],
  ])("reads meta %j", (meta, expected) => {
    expect(readEnvelope({ data: [], meta }).meta).toEqual(expected);
  });

  it("does without links", () => {
    const meta = { "total-count": 0 };
    expect(readEnvelope({ data: [], meta }).links ?? null).toBeNull();
    expect(readEnvelope({ data: [], meta, links: {} }).links).toEqual({ next: null });
  });

  it.each([
    null,
    [],
    {},
    { data: {}, meta: { "total-count": 0 } },
    { data: [] },
    { data: [], meta: {} },
    { meta: { "total-count": 0 } },
    "text",
  ])("refuses %j", (json) => {
    expect(() => readEnvelope(json)).toThrow(expect.objectContaining({ code: "malformed" }));
  });
});

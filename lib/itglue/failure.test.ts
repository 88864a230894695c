import { describe, expect, it } from "vitest";
import { failureOf, retryAfterSeconds, wordsOf } from "./failure";

/** Bodies word for word from itglue-api.md 9. */
describe("wordsOf", () => {
  it.each([
    [
      '{"errors":[{"status":422,"title":"Cannot index flexible assets without providing a flexible asset type ID filter","source":{"pointer":null}}]}',
      "Cannot index flexible assets without providing a flexible asset type ID filter",
    ],
    [
      '{"errors":[{"status":401,"title":"Unauthorized","detail":"Unauthorized resource access","source":{"pointer":"id"}}]}',
      "Unauthorized: Unauthorized resource access (id)",
    ],
    [
      `{"errors":[{"source":{"pointer":"/data/attributes/flexible-asset-traits.url"},"detail":["can't be blank"],"title":"Unprocessable Entity","status":422}]}`,
      "Unprocessable Entity: can't be blank (/data/attributes/flexible-asset-traits.url)",
    ],
    [
      '{"errors":[{"status":"unprocessable_entity","title":"Duplicate Parameters Specified","source":{"pointer":"data"}}]}',
      "Duplicate Parameters Specified (data)",
    ],
    ['{"errors":[{"title":"One"},{"title":"Two","detail":"more"}]}', "One; Two: more"],
    ['{"message":"Forbidden"}', "Forbidden"],
    ["<html><head><title>502\n Bad Gateway</title></head><body>long</body></html>", "502 Bad Gateway"],
    ["<p>Down for <b>maintenance</b></p>", "Down for maintenance"],
    ["upstream connect error", "upstream connect error"],
    ["{}", "{}"],
    ["", "no words given"],
  ])("finds the words of %s", (body, words) => {
    expect(wordsOf(body)).toBe(words);
  });

  it("keeps no more than a log line takes", () => {
    expect(wordsOf("x".repeat(5000))).toHaveLength(300);
  });
});

describe("failureOf", () => {
  it.each([
    [400, "unprocessable"],
    [401, "unauthorized"],
    [403, "forbidden"],
    [404, "not-found"],
    [415, "unprocessable"],
    [422, "unprocessable"],
    [429, "rate-limited"],
    [500, "unavailable"],
    [503, "unavailable"],
    [504, "timeout"],
  ] as const)("turns %i into %s", (status, code) => {
    const error = failureOf({ status, headers: new Headers(), text: '{"message":"No"}' }, 0);
    expect(error).toMatchObject({ code, status, message: `IT Glue answered ${status}: No` });
  });

  it.each([
    [
      '{"errors":[{"source":{"pointer":"/data/attributes/configuration-type"},"detail":"must exist","title":"Unprocessable Entity","status":422}]}',
      { refusal: "other", detail: "must exist", pointer: "/data/attributes/configuration-type" },
    ],
    [
      '{"errors":[{"source":{"pointer":"/data/attributes/name"},"detail":["has already been taken"],"title":"Unprocessable Entity","status":422}]}',
      { refusal: "name-taken", detail: "has already been taken", pointer: "/data/attributes/name" },
    ],
    [
      '{"errors":[{"status":"unprocessable_entity","title":"Name has already been taken","source":{"pointer":"name"}}]}',
      { refusal: "name-taken", detail: null, pointer: "name" },
    ],
    [
      '{"errors":[{"title":"Unprocessable Entity","detail":"Name has already been taken"}]}',
      { refusal: "name-taken", pointer: null },
    ],
    [
      '{"errors":[{"detail":"has already been taken","source":{"pointer":"/data/attributes/short-name"}}]}',
      { refusal: "other", pointer: "/data/attributes/short-name" },
    ],
    [
      '{"errors":[{"detail":["has already been taken","is too long"],"source":{"pointer":"/data/attributes/name"}}]}',
      { refusal: "name-taken", detail: "has already been taken; is too long" },
    ],
    [
      '{"errors":[{"title":"Read-only","detail":"This organization is synced with your PSA"}]}',
      { refusal: "psa-synced" },
    ],
    [
      '{"errors":[{"detail":"is too long"},{"detail":"cannot be changed on a synchronized record"}]}',
      { refusal: "psa-synced", detail: "is too long" },
    ],
    ['{"message":"Unprocessable"}', { refusal: "other", detail: null, pointer: null }],
    ["{}", { refusal: "other", detail: null, pointer: null }],
  ])("tells why a write was refused by %s", (text, expected) => {
    const answer = { status: 422, headers: new Headers(), text };
    expect(failureOf(answer, 0, { isWrite: true })).toMatchObject(expected);
    expect(failureOf(answer, 0).refusal).toBeNull();
  });

  it("strikes out the credential wherever the answer repeats it", () => {
    const secret = "ITG.3f.secret";
    const bodies = [
      `{"message":"Key ${secret} is not known"}`,
      `{"errors":[{"title":"Key ${secret}","detail":["for ${secret}"],"source":{"pointer":"${secret}"}}]}`,
      `<html><title>${secret}</title></html>`,
      `${"x".repeat(290)} ${secret}`,
    ];
    for (const text of bodies) {
      const error = failureOf({ status: 403, headers: new Headers(), text }, 0, { secret });
      expect(JSON.stringify([error.message, error.detail, error.pointer])).not.toContain("ITG");
    }
  });

  it("is malformed where a success is none", () => {
    expect(failureOf({ status: 204, headers: new Headers(), text: "" }, 0)).toMatchObject({
      code: "malformed",
      status: 204,
    });
  });

  it("hears a time-out in the words of any status", () => {
    const text = '{"errors":[{"detail":"The request took too long to process and timed out."}]}';
    expect(failureOf({ status: 422, headers: new Headers(), text }, 0).code).toBe("timeout");
  });
});

describe("retryAfterSeconds", () => {
  const now = Date.parse("2026-03-01T00:00:00Z");
  it.each([
    [null, null],
    ["", null],
    ["soon", null],
    ["12", 12],
    ["0.5", 0.5],
    ["-3", 0],
    ["Sun, 01 Mar 2026 00:01:00 GMT", 60],
    ["Sat, 28 Feb 2026 00:00:00 GMT", 0],
  ])("reads %s as %s", (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});

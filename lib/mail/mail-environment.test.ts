import { describe, expect, it } from "vitest";
import { mailEnvironment } from "./mail-environment";

const MAIL_FROM = "Northwind Billing <billing@northwind.example>";
const read = (SMTP_URL: string | undefined, from: string | undefined = MAIL_FROM) =>
  mailEnvironment({ NODE_ENV: "test", SMTP_URL, MAIL_FROM: from });

describe("SMTP_URL and MAIL_FROM", () => {
  it("are not needed: e-mail then stays in the Outbox", () => {
    expect(read(undefined)).toBeNull();
    expect(read("", "")).toBeNull();
  });

  it("name server, sign-in and sender", () => {
    expect(read("smtp://bill%40northwind.example:p%3Ass@mail.example.com")).toEqual({
      host: "mail.example.com",
      port: 587,
      isImplicitTls: false,
      startTls: "required",
      auth: { user: "bill@northwind.example", pass: "p:ss" },
      from: { name: "Northwind Billing", address: "billing@northwind.example" },
    });
  });

  it.each([
    ["smtps://mail.example.com", { port: 465, isImplicitTls: true, auth: null }],
    ["smtp://mail.example.com:2525?requireTLS=false", { port: 2525, startTls: "offered" }],
    ["smtp://127.0.0.1:1025", { port: 1025, startTls: "never" }],
    ["smtp://[::1]:1025", { host: "::1", startTls: "never" }],
  ])("of %s are read as %o", (url, expected) => expect(read(url)).toMatchObject(expected));

  it("takes a bare address for the sender", () => {
    expect(read("smtp://localhost", "billing@northwind.example")?.from).toEqual({
      name: "",
      address: "billing@northwind.example",
    });
  });

  it.each(["mail.example.com", "https://mail.example.com", "smtp://"])(
    "are refused with what to write instead: %s",
    (url) => expect(() => read(url)).toThrow(/^SMTP_URL must be the address of a mail server, such as /),
  );

  it.each([undefined, "", "Northwind", "a@b", "Eve\r\nBcc: x <eve@example.com>", "a@x.example, b@x.example"])(
    "are refused without a sender: %s",
    (from) =>
      expect(() =>
        mailEnvironment({ NODE_ENV: "test", SMTP_URL: "smtp://localhost", MAIL_FROM: from }),
      ).toThrow(/^MAIL_FROM must be the address that e-mail comes from/),
  );

  it("never say a password", () => {
    expect(() => read("ftp://user:hunter2@mail.example.com")).toThrow(/^(?!.*hunter2)/);
  });
});

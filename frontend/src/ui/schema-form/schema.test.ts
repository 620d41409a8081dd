import { describe, expect, it } from "vitest";
import { changed, entered, fieldsOf, shown } from "./schema";

const MAIL = fieldsOf({
  type: "object",
  properties: {
    port: { type: "integer", "x-kind": "integer", title: "Port" },
    security: {
      "x-kind": "choice",
      enum: ["starttls", "tls"],
      default: "starttls",
      title: "Encryption",
      "x-labels": { starttls: "STARTTLS", tls: "TLS from the start" },
    },
    host: { type: "string", "x-kind": "text", title: "Server", description: "smtp.example.com" },
    check: { type: "boolean", "x-kind": "boolean", default: true, title: "Check" },
  },
  required: ["host"],
});

describe("a declared form", () => {
  it("asks for what is required first", () => {
    expect(MAIL.map((field) => field.name)).toEqual(["host", "port", "security", "check"]);
  });

  it("names choices in words", () => {
    expect(MAIL[2]?.options[1]).toEqual({ value: "tls", label: "TLS from the start" });
  });

  it("shows what the server would take by itself", () => {
    expect(shown(MAIL, {})).toEqual({ host: "", port: "", security: "starttls", check: true });
  });
});

describe("what is sent", () => {
  it("leaves out what is empty and sends numbers as numbers", () => {
    const inputs = { host: "mail.example.com", port: "587", security: "tls", check: false };

    expect(entered(MAIL, inputs)).toEqual({ ...inputs, port: 587 });
    expect(entered(MAIL, { host: "", port: "" })).toEqual({});
  });

  it("leaves what is no number to the server's words", () => {
    expect(entered(MAIL, { port: "many" })).toEqual({ port: "many" });
  });

  it("has only what changed, and null for what was emptied", () => {
    const known = { host: "old.example.com", port: 25, security: "tls", check: true };
    const inputs = { ...shown(MAIL, known), host: "new.example.com", port: "" };

    expect(changed(MAIL, inputs, known)).toEqual({ host: "new.example.com", port: null });
  });
});

import { describe, expect, it } from "vitest";
import type { Connection, Connector } from "./model";
import {
  aboutOf,
  curlLine,
  freeName,
  healthOf,
  isSignedIn,
  limitsOf,
  limitsSent,
  loginWords,
  waitingForLogin,
  waysBack,
} from "./model";

const CONNECTION: Connection = {
  id: "1",
  connector: "crm",
  name: "CRM",
  kind: "api_key",
  status: "works",
  problem: null,
  account: "Shop",
  settings: {},
  webhook_url: null,
  authorize_url: null,
  created_at: "2026-11-22T10:00:00Z",
  updated_at: "2026-11-22T10:00:00Z",
  tested_at: "2026-11-22T10:00:00Z",
  refreshed_at: null,
  used_by: [],
};

const way = (kind: string) => ({
  kind,
  label: kind,
  help: "",
  fields: {},
  can_be_tested: true,
  callback_url: null,
  fields_may_be_left_out: false,
});

function service(sample: unknown, kinds: string[] = ["webhook"]): Connector {
  const trigger = { name: "got", label: "Got", help: "", kind: "webhook", fields: {}, sample };
  return {
    slug: "crm",
    name: "CRM",
    description: "",
    icon: "",
    kinds,
    auth: kinds.map(way),
    settings: {},
    triggers: [trigger],
    actions: [],
  };
}

describe("health", () => {
  it("is the service's illness while the login is fine", () => {
    expect(healthOf(CONNECTION, true)).toBe("ill");
    expect(healthOf(CONNECTION, false)).toBe("works");
  });

  it("is the lost login whatever the service does", () => {
    expect(healthOf({ ...CONNECTION, status: "needs_login" }, true)).toBe("needs_login");
  });
});

it("says of a connection nothing twice", () => {
  expect(aboutOf("Webhook", "Webhook", { ...CONNECTION, account: "" })).toBe("Webhook");
  expect(aboutOf("CRM", "API key", CONNECTION)).toBe("CRM · API key · Shop");
});

it("of an address that requests come to is to be ready", () => {
  expect(healthOf({ ...CONNECTION, kind: "webhook", status: "untested" }, false)).toBe("ready");
});

describe("signing in anew", () => {
  it("keeps the way in while the login works", () => {
    const ways = waysBack(CONNECTION, service(null, ["oauth2", "api_key"]));

    expect(ways.map((one) => one.kind)).toEqual(["api_key"]);
  });

  it("offers every way but webhooks once the login is lost", () => {
    const lost: Connection = { ...CONNECTION, status: "needs_login" };

    const ways = waysBack(lost, service(null, ["oauth2", "api_key", "webhook"]));

    expect(ways.map((one) => one.kind)).toEqual(["oauth2", "api_key"]);
  });

  it("is done when the login was proved later than before", () => {
    expect(isSignedIn(CONNECTION, CONNECTION)).toBe(false);
    expect(isSignedIn(CONNECTION, { ...CONNECTION, tested_at: "2026-11-22T10:05:00Z" })).toBe(true);
  });

  it("lets go only of what waits for the login", () => {
    const reason = { message: "", since: "", next_at: null, kept_until: null };
    const rest = { event: null, connection: null, run: null, call: null };
    const reasons = [
      { why: "retry" as const, count: 2, ...reason, ...rest },
      { why: "needs_login" as const, count: 5, ...reason, ...rest },
    ];

    expect(waitingForLogin({ count: 7, since: null, reasons })).toBe(5);
    expect(waitingForLogin(undefined)).toBe(0);
  });
});

describe("the command to try", () => {
  it("sends a flat sample as a form", () => {
    const line = curlLine(service({ Name: "Anna O'Hara" }), "http://x/hooks/t");

    expect(line).toBe(`curl --data-urlencode 'Name=Anna O'\\''Hara' 'http://x/hooks/t'`);
  });

  it("sends the body of a described request as JSON", () => {
    const line = curlLine(service({ body: { amount: 5 }, query: {} }), "http://x/hooks/t");

    expect(line).toBe(
      `curl -H 'Content-Type: application/json' -d '{"amount":5}' 'http://x/hooks/t'`,
    );
  });
});

it("leaves a code it does not know to the server", () => {
  expect(loginWords("oauth_denied")).toBe("connections.login.oauth_denied");
  expect(loginWords("rate_limited")).toBeNull();
});

describe("the limits of a connection", () => {
  it("are shown as they are kept, and sent as they are entered", () => {
    const limits = limitsOf({ limits: { per_second: 0.5 } });

    expect(limits).toEqual({ per_second: 0.5, concurrency: "" });
    expect(limitsSent({ ...limits, concurrency: 4 })).toEqual({ per_second: 0.5, concurrency: 4 });
  });

  it("are taken back when nothing is entered", () => {
    expect(limitsSent(limitsOf({}))).toBeNull();
  });
});

it("suggests a name that tells a connection from the others of its service", () => {
  expect(freeName("Webhook", [])).toBe("Webhook");
  expect(freeName("Webhook", ["Webhook", "Webhook 3"])).toBe("Webhook 2");
});

import { describe, expect, it } from "vitest";
import { channelSettings, muteUntil, numbersOf, ofScope, scopeOf, testOutcome } from "./model";
import type { Channel } from "./queries";

const NOON = new Date("2026-11-22T12:00:00Z");
const entered = (values: Record<string, string>) => (name: string) => values[name] ?? "";

function aChannel(changes: Partial<Channel> = {}): Channel {
  return {
    id: "1",
    kind: "email",
    name: "Owners",
    connection: null,
    settings: { to: [] },
    ready: true,
    rules: [],
    problem: null,
    verified_at: null,
    delivered_at: null,
    created_at: NOON.toISOString(),
    updated_at: NOON.toISOString(),
    ...changes,
  };
}

describe("a rule", () => {
  it("is about everything, a group or a bundle", () => {
    for (const about of [
      { group: null, bundle: null },
      { group: "7", bundle: null },
      { group: null, bundle: "8" },
    ])
      expect(ofScope(scopeOf(about))).toEqual(about);
  });

  it("has only the numbers its event asks for", () => {
    const read = entered({ count: "10", minutes: "60", hours: "24" });

    expect(numbersOf("errors", read)).toEqual({ count: 10, minutes: 60, hours: null });
    expect(numbersOf("no_data", read)).toEqual({ count: null, minutes: null, hours: 24 });
    expect(numbersOf("blocked", read)).toEqual({ count: null, minutes: null, hours: null });
  });

  it("is quiet for as long as one chose", () => {
    expect(muteUntil("hour", NOON)).toBe("2026-11-22T13:00:00.000Z");
    expect(muteUntil("week", NOON)).toBe("2026-11-29T12:00:00.000Z");
  });
});

describe("a channel", () => {
  it("has the address its kind asks for and nothing of another", () => {
    const read = entered({ chat: "@ops", channel: "#ops", url: "https://ops.example" });

    expect(channelSettings("email", read, ["a@example.com"])).toEqual({ to: ["a@example.com"] });
    expect(channelSettings("telegram", read, [])).toEqual({ chat: "@ops" });
    expect(channelSettings("slack", read, [])).toEqual({ channel: "#ops" });
    expect(channelSettings("webhook", read, [])).toEqual({ url: "https://ops.example" });
  });

  it("tells how its test went by what has changed since", () => {
    const before = aChannel();
    const problem = { code: "timeout", message: "No answer", at: "2026-11-22T12:00:05Z" };

    expect(testOutcome(before, before)).toBe("pending");
    expect(testOutcome(before, aChannel({ verified_at: "2026-11-22T12:00:05Z" }))).toBe("arrived");
    expect(testOutcome(before, aChannel({ problem }))).toBe("failed");
    expect(testOutcome(aChannel({ problem }), aChannel({ problem }))).toBe("pending");
  });
});

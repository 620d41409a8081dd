/** What is read from and written into the forms of alerts; pure. */
import type { Say } from "../../../i18n/words";
import type { Channel, ChannelKind, Event, Rule } from "./queries";

export const EVENTS = [
  "blocked",
  "needs_login",
  "asks",
  "first_error",
  "errors",
  "no_data",
  "ailing",
  "back_to_normal",
] as const satisfies Event[];

export const KINDS = ["email", "telegram", "slack", "webhook"] as const satisfies ChannelKind[];

const MUTES_H = { hour: 1, night: 12, week: 7 * 24 } as const;
export const MUTES = ["hour", "night", "week"] as const satisfies (keyof typeof MUTES_H)[];
export type MuteFor = (typeof MUTES)[number];

export function isEvent(name: unknown): name is Event {
  return EVENTS.some((event) => event === name);
}

/** Return the moment until which a rule muted now stays so. */
export function muteUntil(length: MuteFor, now = new Date()): string {
  return new Date(now.getTime() + MUTES_H[length] * 3_600_000).toISOString();
}

export function isMuted(rule: Rule, now = new Date()): boolean {
  return rule.muted_until !== null && new Date(rule.muted_until) > now;
}

/** What a rule is about, by the names of groups and bundles. */
export type Scope = "all" | `group:${string}` | `bundle:${string}`;

export function scopeOf(rule: Pick<Rule, "group" | "bundle">): Scope {
  if (rule.bundle) return `bundle:${rule.bundle}`;
  return rule.group ? `group:${rule.group}` : "all";
}

export function ofScope(scope: string): { group: string | null; bundle: string | null } {
  const [what, id] = scope.split(":");
  return {
    group: what === "group" && id ? id : null,
    bundle: what === "bundle" && id ? id : null,
  };
}

/** Return the numbers a rule of this event has, and null for those it has not. */
export function numbersOf(event: Event, read: (name: string) => string) {
  const number = (name: string, isWanted: boolean) =>
    isWanted && read(name) ? Number(read(name)) : null;
  return {
    count: number("count", event === "errors"),
    minutes: number("minutes", event === "errors"),
    hours: number("hours", event === "no_data"),
  };
}

/** Say what a rule looks for, with its numbers. */
export function ruleWords(rule: Rule, say: Say): string {
  const { count, minutes, hours } = rule;
  return say(`settings.alerts.event.${rule.event}`, { count, minutes, hours });
}

/** Return where a channel sends, as one line; empty for those who may not know. */
export function addressOf(channel: Channel, say: Say): string {
  const { to, chat, channel: room, url } = channel.settings ?? {};
  if (Array.isArray(to)) return to.length > 0 ? to.join(", ") : say("settings.alerts.to_owners");
  return [chat, room, url].filter((part) => typeof part === "string").join("");
}

/** Return the settings of a channel of this kind as its form has them. */
export function channelSettings(kind: ChannelKind, read: (name: string) => string, to: string[]) {
  if (kind === "email") return { to };
  if (kind === "telegram") return { chat: read("chat") };
  if (kind === "slack") return { channel: read("channel") };
  return { url: read("url") };
}

export type TestOutcome = "pending" | "arrived" | "failed";

/** Tell how a test went by what has changed about the channel since it was sent. */
export function testOutcome(before: Channel, now: Channel | undefined): TestOutcome {
  if (!now) return "pending";
  if (now.problem && now.problem.at !== before.problem?.at) return "failed";
  return now.delivered_at !== before.delivered_at || now.verified_at !== before.verified_at
    ? "arrived"
    : "pending";
}

/** What the page knows about connections without asking anybody. */
import type { Shapes } from "../../api/client";
import type { Key } from "../../i18n/words";
import type { Tone } from "../../ui/state";

export type Connection = Shapes["ConnectionShape"];
export type Connector = Shapes["ConnectorShape"];
export type Verdict = Shapes["TestResult"];
export type WayIn = Shapes["WayIn"];

const TONES = {
  works: "good",
  needs_login: "bad",
  failing: "warn",
  untested: "calm",
  ready: "good",
  ill: "bad",
} as const satisfies Record<string, Tone>;

export type Health = keyof typeof TONES;

/** Sum up a connection: what is wrong with its login outweighs what is wrong with the service. */
export function healthOf(connection: Pick<Connection, "kind" | "status">, isIll: boolean): Health {
  if (connection.kind === "webhook") return "ready";
  return isIll && connection.status !== "needs_login" ? "ill" : connection.status;
}

export function toneOf(health: Health): Tone {
  return TONES[health];
}

/** Return what tells one connection from another: service, way in, account; nothing said twice. */
export function aboutOf(service: string, kind: string, { account }: Connection): string {
  return [...new Set([service, kind, account])].filter(Boolean).join(" · ");
}

/** Return a name that nothing else has: "Webhook", then "Webhook 2". */
export function freeName(wish: string, taken: readonly string[]): string {
  let name = wish;
  for (let number = 2; taken.includes(name); number++) name = `${wish} ${number}`;
  return name;
}

/** Tell whether the service calls us at this connection's own address. */
export function hears(connector: Connector): boolean {
  return connector.triggers.some((trigger) => trigger.kind === "webhook");
}

/** Tell whether we call the service: to do something there, or to ask for news. */
export function calls(connector: Connector): boolean {
  return (
    connector.actions.length > 0 || connector.triggers.some((trigger) => trigger.kind === "poll")
  );
}

export function runningOf(uses: Connection["used_by"]): Connection["used_by"] {
  return uses.filter((bundle) => bundle.status === "running" || bundle.status === "migration");
}

/** Return the ways to sign in anew: as before, or any way once the old one is lost. */
export function waysBack(connection: Connection, connector: Connector): WayIn[] {
  const same = connector.auth.filter((way) => way.kind === connection.kind);
  const isLost = connection.status === "needs_login" && connection.kind !== "webhook";
  return isLost ? connector.auth.filter((way) => way.kind !== "webhook") : same;
}

/** Count the events that wait until somebody signs in. */
export function waitingForLogin(waiting: Shapes["WaitingOfConnection"] | undefined): number {
  const reason = waiting?.reasons.find((one) => one.why === "needs_login");
  return reason?.count ?? 0;
}

/** Tell whether a sign-in has been finished since the connection looked like this. */
export function isSignedIn(before: Connection, after: Connection): boolean {
  return after.status === "works" && after.tested_at !== before.tested_at;
}

/** Return a command that sends what the service would send. */
export function curlLine(connector: Connector, url: string): string {
  const sample = connector.triggers.find((trigger) => trigger.kind === "webhook")?.sample;
  const form = isFlat(sample) ? sample : null;
  if (form) {
    const parts = Object.entries(form).map(([name, value]) => quoted(`${name}=${value}`));
    return `curl ${parts.map((part) => `--data-urlencode ${part}`).join(" ")} ${quoted(url)}`;
  }
  const body = isObject(sample) && "body" in sample ? sample.body : sample;
  const json = quoted(JSON.stringify(body ?? {}));
  return `curl -H 'Content-Type: application/json' -d ${json} ${quoted(url)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFlat(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((one) => typeof one === "string");
}

const LOGIN_WORDS: Record<string, Key> = {
  login_works: "connections.login.login_works",
  oauth_another_account: "connections.login.oauth_another_account",
  oauth_app_missing: "connections.login.oauth_app_missing",
  oauth_app_rejected: "connections.login.oauth_app_rejected",
  oauth_denied: "connections.login.oauth_denied",
  oauth_failed: "connections.login.oauth_failed",
  oauth_from_widget: "connections.login.oauth_from_widget",
  oauth_host_refused: "connections.login.oauth_host_refused",
  oauth_state_expired: "connections.login.oauth_state_expired",
  oauth_state_foreign: "connections.login.oauth_state_foreign",
  oauth_state_wrong: "connections.login.oauth_state_wrong",
};

/** Return the words for how a sign-in at a service ended; null for a code only the server explains. */
export function loginWords(code: string): Key | null {
  return LOGIN_WORDS[code] ?? null;
}

/** What a person may limit, as the settings of a connection name it. */
export const LIMITS = ["per_second", "concurrency"] as const;

/** A limit as it is entered: nothing where the service's own holds. */
export type Limits = Record<(typeof LIMITS)[number], number | string>;

/** Return the connection's own limits out of its settings. */
export function limitsOf({ limits }: Record<string, unknown>): Limits {
  const own =
    typeof limits === "object" && limits !== null ? new Map(Object.entries(limits)) : null;
  const entered = (name: string) => Number(own?.get(name)) || "";
  return { per_second: entered("per_second"), concurrency: entered("concurrency") };
}

/** Return what to send; null takes all of them back. */
export function limitsSent(limits: Limits): Partial<Limits> | null {
  const said = Object.entries(limits).filter(([, value]) => value !== "");
  return said.length > 0 ? Object.fromEntries(said) : null;
}

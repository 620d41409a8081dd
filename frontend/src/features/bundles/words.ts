/** The words of a bundle's status and of what starts it. */
import type { Key, Say } from "../../i18n/words";
import { intervalOf, type Row } from "./model";
import type { Status } from "./search";

const STATUS: Record<Status, Key> = {
  running: "bundles.status.running",
  paused: "bundles.status.paused",
  migration: "bundles.status.migration",
  blocked: "bundles.status.blocked",
  deleted: "bundles.status.deleted",
};

const TRIGGER: Record<Row["trigger"]["kind"], Key> = {
  polling: "bundles.trigger.polling",
  webhook: "bundles.trigger.webhook",
  schedule: "bundles.trigger.schedule",
  manual: "bundles.trigger.manual",
};

const EVERY = {
  minutes: "bundles.every.minutes",
  hours: "bundles.every.hours",
  days: "bundles.every.days",
} as const;

export function statusWords(status: Status, say: Say): string {
  return say(STATUS[status]);
}

/** Return what starts a bundle, with its interval where it has one. */
export function triggerWords(row: Row, say: Say): string {
  const { kind, every_s } = row.trigger;
  const isUnset = kind === "manual" && row.version === null && row.connectors.length === 0;
  const word = say(isUnset ? "bundles.trigger.none" : TRIGGER[kind]);
  if (every_s === null) return word;
  const { unit, count } = intervalOf(every_s);
  return `${word} · ${say(EVERY[unit], { count })}`;
}

const TABS: Record<Status, Key> = {
  running: "bundles.tab.running",
  paused: "bundles.tab.paused",
  migration: "bundles.tab.migration",
  blocked: "bundles.tab.blocked",
  deleted: "bundles.tab.deleted",
};

/** Return the name of the tab that shows all bundles of a status. */
export function tabWords(status: Status, say: Say): string {
  return say(TABS[status]);
}

/** Return where in a draft a mistake is, to stand before it; empty when it is about all of it. */
export function placeWords(path: string, say: Say): string {
  const [root, at] = path.split("/").filter((part) => part && part !== "definition");
  if (root === "trigger") return `${say("bundles.place.trigger")}: `;
  if (root !== "steps") return "";
  const number = at === undefined ? null : Number(at) + 1;
  return number ? `${say("bundles.place.step", { number })}: ` : `${say("bundles.place.steps")}: `;
}

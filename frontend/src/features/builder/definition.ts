/** A bundle's definition as data: what `engine/flow` reads, in types. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Fields = { [name: string]: Json };

/** One of `all`, `any`, `not`, or a comparison. */
export interface Condition {
  all?: Condition[];
  any?: Condition[];
  not?: Condition;
  value?: Json;
  is?: string;
  than?: Json;
  case?: boolean;
  per?: string;
}

export interface Schedule {
  every?: number;
  cron?: string;
  between?: [from: string, to: string];
  weekdays?: number[];
  days?: number[];
  at?: string | string[];
  missed?: "last" | "all" | "none";
  time_zone?: string;
}

export type Order =
  | "none"
  | "strict"
  | { kind?: "strict" | "key"; key?: string; on_failure?: "skip" | "hold" };

export interface Trigger {
  connection?: string | null;
  event?: string | null;
  fields?: Fields;
  schedule?: Schedule | null;
  order?: Order;
  dedupe?: string;
  key?: string;
  answer?: { within?: string | number };
}

interface Named {
  id: string;
  name?: string;
}

export interface FilterStep extends Named {
  kind: "filter";
  when?: Condition;
}

interface Rescue {
  steps: Step[];
}

export interface ActionStep extends Named {
  kind: "action";
  connection?: string | null;
  connector?: string | null;
  action?: string;
  fields?: Fields;
  on_error?: "stop" | "continue" | Rescue;
  at_most_once?: boolean;
}

export interface Branch {
  name?: string;
  when?: Condition;
  steps: Step[];
}

export interface RouterStep extends Named {
  kind: "router";
  mode?: "first" | "all";
  branches: Branch[];
}

export interface LoopStep extends Named {
  kind: "loop";
  over?: Json;
  steps: Step[];
  limit?: number;
}

export interface DelayStep extends Named {
  kind: "delay";
  for?: string | number;
  until?: string | number;
}

export interface StopStep extends Named {
  kind: "stop";
  when?: Condition;
  result?: "succeeded" | "filtered" | "failed";
  message?: string;
}

export interface RespondStep extends Named {
  kind: "respond";
  status?: number | string;
  headers?: Fields;
  body?: Json;
}

export type Step =
  | FilterStep
  | ActionStep
  | RouterStep
  | LoopStep
  | DelayStep
  | StopStep
  | RespondStep;
export type Kind = Step["kind"];

export type Retry = number[] | { delays?: number[] | null; give_up_after?: string | number } | null;

/** What is being built. */
export interface Draft {
  trigger: Trigger;
  steps: Step[];
  retry?: Retry;
}

/** Names that mean something else than a step's output. */
export const RESERVED: readonly string[] = ["trigger", "item", "index", "run", "error"];

/** What stands for the trigger where a step's id is asked for. */
export const TRIGGER = "trigger";

/** Read the draft the server sent; it has checked the shape, an unfinished one may lack parts. */
export function readDraft(raw: { [name: string]: unknown }): Draft {
  // The one border where JSON becomes a definition: the server refuses to save any other shape.
  const given = raw as Partial<Draft>;
  return { ...given, trigger: given.trigger ?? {}, steps: given.steps ?? [] };
}

import { createContext, type Dispatch, useCallback, useContext } from "react";
import type { Shapes } from "../../api/client";
import type { Draft, Json } from "./definition";
import type { Mistake } from "./mistakes";
import type { Action } from "./model";

const NO_SAMPLES: Samples = { trigger: null, steps: {} };

/** Read the samples the server told; what a service gave is JSON of any shape. */
export function readSamples(told: Shapes["BundleSamples"] | undefined): Samples {
  // The border where any JSON comes in.
  return (told as Samples | undefined) ?? NO_SAMPLES;
}

/** A value seen or chosen for the trigger or a step. */
export interface Sample {
  output: Json;
  origin: "caught" | "fetched" | "given" | "run" | "tested" | "rehearsed" | "declared";
  at: string | null;
}

export interface Samples {
  trigger: Sample | null;
  steps: { [step: string]: Sample };
}

/** What everything in the builder stands in. */
export interface Drafting {
  bundleId: string;
  draft: Draft;
  dispatch: Dispatch<Action>;
  samples: Samples;
  /** Every service, and every connection of the workspace. */
  catalog: readonly Shapes["ConnectorCard"][];
  connections: readonly Shapes["ConnectionShape"][];
  /** The service whose event starts the bundle, also before a connection is chosen. */
  triggerService: string | null;
  mistakes: readonly Mistake[];
  /** Whether this person may change the draft. */
  mayEdit: boolean;
  /** Bring to the server what is not there yet, before it is to work with the draft. */
  save: () => Promise<boolean>;
}

export const DraftContext = createContext<Drafting | null>(null);

export function useDraft(): Drafting {
  const drafting = useContext(DraftContext);
  if (!drafting) throw new Error("the builder provides the draft");
  return drafting;
}

/**
 * Return what is wrong at a path of a step (`TRIGGER` for the trigger), such as `fields/email`.
 * The element that holds the input carries `data-field` with the same path, so that links find it.
 */
export function useMistake(step: string): (path: string) => string | undefined {
  const { mistakes } = useDraft();
  return useCallback(
    (path) => mistakes.find((one) => one.step === step && one.path === path)?.message,
    [mistakes, step],
  );
}

/** Return the service of a step or the trigger: its connection's, or the one it names. */
export function serviceOf(
  { connections }: Pick<Drafting, "connections">,
  one: { connection?: string | null; connector?: string | null },
): string | null {
  const connection = connections.find(({ id }) => id === one.connection);
  return connection?.connector ?? one.connector ?? null;
}

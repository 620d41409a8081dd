/** What may be inserted at a step: each root with its name and its sample. */
import { useContext, useMemo } from "react";
import { TimeZone } from "../../../../i18n/format";
import { type Say, useWords } from "../../../../i18n/words";
import type { Json } from "../../definition";
import { type Samples, useDraft } from "../../draft";
import { type Naming, useNaming } from "../../naming";
import { type Root, stepsBefore } from "../../places";
import { lonePill } from "./template";
import { lookUp } from "./values";

export interface NamedRoot {
  name: string;
  kind: Root["kind"];
  /** "2. Unisender · Subscribe"; "Item of the loop". */
  title: string;
  /** What a pill begins with: "2", or the word for a root without a number. */
  short: string;
  /** Undefined when there is no sample. */
  sample: Json | undefined;
  /** Whether it gives something once it has run, though nobody knows what yet. */
  awaitsSample: boolean;
}

type Scope = { [root: string]: Json };

const AN_ERROR: Json = { code: "input_rejected", message: "", remedy: "fix", http_status: 422 };

/** Return the roots that the step sees, nearest first. */
export function useRoots(at: string): NamedRoot[] {
  const say = useWords();
  const naming = useNaming();
  const { draft, samples } = useDraft();
  const timeZone = useContext(TimeZone);
  return useMemo(() => {
    const run = { now: new Date().toISOString(), time_zone: timeZone };
    const scope: Scope = {};
    const known = stepsBefore(draft, at).map((root): NamedRoot => {
      const sample = sampleOf(root, samples, root.kind === "run" ? { run } : scope);
      if (sample !== undefined) scope[root.name] = sample;
      const { name, kind, step } = root;
      const gives = kind === "trigger" || (kind === "step" && step?.kind === "action");
      const awaitsSample = sample === undefined && (gives || kind === "item");
      return { name, kind, sample, awaitsSample, ...titled(root, naming, say) };
    });
    // Nearest first; the run itself is what one needs least.
    return known
      .toReversed()
      .toSorted((one, other) => Number(one.kind === "run") - Number(other.kind === "run"));
  }, [say, naming, draft, samples, at, timeZone]);
}

function titled({ name, kind }: Root, naming: Naming, say: Say): { title: string; short: string } {
  if (kind === "trigger" || kind === "step") {
    const number = naming.numberOf(name);
    const title = naming.titleAt(name);
    return { title: say("builder.fields.insert.values_of", { number, title }), short: `${number}` };
  }
  const word = say(kind === "run" ? "builder.fields.insert.run" : `builder.fields.root.${kind}`);
  return { title: word, short: word };
}

function sampleOf(root: Root, samples: Samples, scope: Scope): Json | undefined {
  switch (root.kind) {
    case "trigger":
      return samples.trigger?.output;
    case "step":
      return samples.steps[root.name]?.output;
    case "item":
      return root.step?.kind === "loop" ? firstOf(root.step.over, scope) : undefined;
    case "error":
      return AN_ERROR;
    case "index":
      return 0;
    case "run":
      return scope.run;
  }
}

/** Return the first item of the list a plain path leads to. */
function firstOf(over: Json | undefined, scope: Scope): Json | undefined {
  const list = Array.isArray(over) ? over : listAt(over, scope);
  return Array.isArray(list) ? list[0] : undefined;
}

function listAt(over: Json | undefined, scope: Scope): Json | undefined {
  const pill = typeof over === "string" ? lonePill(over)?.pill : null;
  return pill?.keys && pill.calls.length === 0 ? lookUp(scope, pill.keys) : undefined;
}

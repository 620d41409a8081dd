import { Group, TextInput } from "@mantine/core";
import type { Shapes } from "../../../../api/client";
import { type Key, useWords } from "../../../../i18n/words";
import { type Argument, type Call, quoted, unquoted } from "./template";

interface Props {
  call: Call;
  declared: Shapes["FunctionShape"];
  onChange: (call: Call) => void;
}

const NAMED = new Set<string>([
  "old",
  "new",
  "text",
  "pattern",
  "group",
  "separator",
  "length",
  "ending",
  "count",
  "otherwise",
  "allow_false",
  "start",
  "width",
  "filler",
  "country",
  "one",
  "few",
  "many",
  "visible",
  "other",
  "exponent",
  "digits",
  "share",
  "language",
  "currency",
  "zone",
  "amount",
  "unit",
  "key",
  "wanted",
  "unwanted",
  "size",
  "source",
  "medium",
  "campaign",
  "term",
  "name",
]);

/** The inputs of one function; what is left empty is not said. */
export function FunctionArguments({ call, declared, onChange }: Props) {
  const say = useWords();
  const given = declared.arguments.map(({ name }, at) => shownArgument(call.args, name, at));
  const change = (at: number, text: string) => {
    const texts = given.with(at, text);
    onChange({ ...call, args: writtenArguments(declared.arguments, texts) });
  };
  return (
    <Group gap="xs" wrap="wrap">
      {declared.arguments.map(({ name, required, default: usual }, at) => (
        <TextInput
          key={name}
          size="xs"
          flex="1 1 100px"
          label={NAMED.has(name) ? say(`builder.fields.argument.${name}` as Key) : name}
          placeholder={required ? "" : usualInWords(usual) || say("builder.fields.pill.optional")}
          required={required}
          withAsterisk={false}
          value={given[at] ?? ""}
          onChange={(event) => change(at, event.currentTarget.value)}
        />
      ))}
    </Group>
  );
}

type Declared = Shapes["FunctionShape"]["arguments"];

function usualInWords(usual: unknown): string {
  return usual === null || usual === undefined || usual === -1 ? "" : String(usual);
}

/** Return an argument as one types it; what is taken from a step keeps its spelling. */
function shownArgument(args: readonly Argument[], name: string, at: number): string {
  const own = args.find((one) => one.name === name) ?? args.filter((one) => !one.name)[at];
  return own ? unquoted(own.source) : "";
}

/** Return the arguments to write: by place as far as they go without a gap, by name behind it. */
export function writtenArguments(declared: Declared, texts: readonly string[]): Argument[] {
  const last = texts.findLastIndex((text) => text !== "");
  const gap = texts.findIndex((text, at) => text === "" && !declared[at]?.required);
  return declared.slice(0, last + 1).flatMap(({ name, kind, required }, at): Argument[] => {
    const text = texts[at] ?? "";
    if (text === "" && !required) return [];
    const isBehindGap = gap >= 0 && at > gap;
    return [{ name: isBehindGap ? name : null, source: sourceOf(text, kind) }];
  });
}

const PATH = /^[A-Za-z_]\w*(\.\w+|\[-?\d+\]|\["[^"]*"\])+$/;

function sourceOf(text: string, kind: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  if ((kind === "whole" || kind === "number") && isNumber) return text;
  if (kind === "boolean" && /^(true|false)$/.test(text)) return text;
  if (kind === "any" && isNumber) return text;
  return PATH.test(text) && /^(trigger|item|run|error)\b/.test(text) ? text : quoted(text);
}

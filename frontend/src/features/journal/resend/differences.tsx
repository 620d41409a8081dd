import { Anchor, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useWords } from "../../../i18n/words";
import { JsonLeaf } from "../../../ui/json-tree/json-leaf";
import { type Difference, differencesOf } from "./diff";
import classes from "./differences.module.css";

const SHOWN = 100;

interface Props {
  old: unknown;
  fresh: unknown;
}

/** Two payloads side by side: what changed with both values, what did not folded away. */
export function Differences({ old, fresh }: Props) {
  const say = useWords();
  const [isWhole, setWhole] = useState(false);
  const all = useMemo(() => differencesOf(old, fresh), [old, fresh]);
  const changed = all.filter(({ kind }) => kind !== "same");
  const same = all.length - changed.length;
  const shown = (isWhole ? all : changed).slice(0, SHOWN);
  const left = (isWhole ? all.length : changed.length) - shown.length;
  return (
    <div>
      {changed.length === 0 && <Text size="sm">{say("journal.payload.same")}</Text>}
      {shown.length > 0 && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{say("journal.payload.part")}</th>
              <th>{say("journal.payload.was")}</th>
              <th>{say("journal.payload.will_be")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <Row key={one.path} one={one} />
            ))}
          </tbody>
        </table>
      )}
      {left > 0 && (
        <Text size="sm" c="dimmed">
          {say("journal.payload.more", { count: left })}
        </Text>
      )}
      {same > 0 && (
        <Anchor component="button" type="button" size="sm" onClick={() => setWhole(!isWhole)}>
          {isWhole
            ? say("journal.payload.fold")
            : say("journal.payload.unchanged", { count: same })}
        </Anchor>
      )}
    </div>
  );
}

function Row({ one }: { one: Difference }) {
  const say = useWords();
  const { path, kind } = one;
  const nothing = <span className={classes.nothing}>{say("journal.payload.absent")}</span>;
  return (
    <tr data-kind={kind}>
      <th scope="row">{path || say("journal.payload.whole")}</th>
      <td data-part="old" data-label={say("journal.payload.was")}>
        {kind === "added" ? nothing : <JsonLeaf value={one.old} />}
      </td>
      <td data-part="new" data-label={say("journal.payload.will_be")}>
        {kind === "removed" ? nothing : <JsonLeaf value={one.new} />}
      </td>
    </tr>
  );
}

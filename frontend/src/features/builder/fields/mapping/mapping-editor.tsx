import type { EditorView } from "@codemirror/view";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { useWords } from "../../../../i18n/words";
import { functionsQuery } from "../queries";
import { faceOf } from "./faces";
import { InsertButton } from "./insert-button";
import { InsertMenu, type Picked } from "./insert-menu";
import classes from "./mapping.module.css";
import { newCall } from "./offers";
import { PillPopover } from "./pill-popover";
import { pillAtCursor } from "./pills";
import { type Piece, type Pill, pillOf, pillsIn, writePill } from "./template";
import { TextEditor, type TextLook } from "./text-editor";
import { useRoots } from "./use-roots";

interface Props {
  text: string;
  onText: (text: string) => void;
  at: string;
  label: string;
  look: TextLook;
}

/** The text of a mapped value with its pills, the menu that inserts, and the popover of a pill. */
export function MappingEditor({ text, onText, at, label, look }: Props) {
  const say = useWords();
  const roots = useRoots(at);
  const { data } = useQuery(functionsQuery());
  const view = useRef<EditorView>(null);
  const [isInserting, setInserting] = useState(false);
  const [opened, setOpened] = useState<{ from: number; element: HTMLElement } | null>(null);
  const describe = useCallback((pill: Pill) => faceOf(pill, roots, say), [roots, say]);
  const piece = opened && pillsIn(text).find(({ from, pill }) => pill && from === opened.from);

  const put = (insert: string, range?: Pick<Piece, "from" | "to">) => {
    const { current: editor } = view;
    if (!editor) return;
    const { from, to } = range ?? editor.state.selection.main;
    const selection = { anchor: from + insert.length };
    editor.dispatch({ changes: { from, to, insert }, selection, userEvent: "input" });
  };
  const done = () => {
    setOpened(null);
    setInserting(false);
    view.current?.focus();
  };
  const chosen = () => piece ?? (view.current && pillAtCursor(view.current.state));
  const pick = ({ keys, call }: Picked) => {
    const calls = call ? [newCall(call, data?.results ?? [])] : [];
    const target = chosen();
    if (keys) {
      const kept = call ? calls : (piece?.pill?.calls ?? []);
      put(writePill({ ...pillOf(keys), calls: kept }), piece ?? undefined);
    } else if (target?.pill) {
      put(writePill({ ...target.pill, calls: [...target.pill.calls, ...calls] }), target);
    }
    done();
  };
  const close = (how: "away" | "back" | "slash") => {
    if (how === "slash") put("/");
    if (how !== "away") return done();
    setOpened(null);
    setInserting(false);
  };

  return (
    <InsertMenu
      isOpen={isInserting}
      at={at}
      hasPill={isInserting && Boolean(chosen())}
      onPick={pick}
      onClose={close}
    >
      <div
        className={classes.frame}
        data-mapping
        data-invalid={look.attributes["aria-invalid"] === "true" || undefined}
        data-readonly={look.isReadOnly || undefined}
      >
        <TextEditor
          text={text}
          onText={onText}
          look={look}
          describe={describe}
          onPill={({ from }, element) => setOpened({ from, element })}
          onInsert={() => setInserting(true)}
          view={view}
        />
        {!look.isReadOnly && (
          <InsertButton
            label={label}
            isOpen={isInserting}
            onClick={() => setInserting(!isInserting)}
          />
        )}
        {opened && piece?.pill && !isInserting && (
          <PillPopover
            pill={piece.pill}
            roots={roots}
            element={opened.element}
            onCalls={(calls) => piece.pill && put(writePill({ ...piece.pill, calls }), piece)}
            onReplace={() => setInserting(true)}
            onRemove={() => {
              put("", piece);
              done();
            }}
            onClose={done}
          />
        )}
      </div>
    </InsertMenu>
  );
}

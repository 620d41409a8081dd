import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { Compartment, EditorState, type Extension, Transaction } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { pageNonce } from "../../../../ui/nonce";
import classes from "./mapping.module.css";
import { type Describe, type OpenPill, pillAtCursor, shownPills } from "./pills";

export interface TextLook {
  lines: "one" | "many";
  placeholder: string;
  isReadOnly: boolean;
  /** What the editable element says of itself: its label, what describes it, whether it is wrong. */
  attributes: Record<string, string>;
}

interface Props {
  text: string;
  onText: (text: string) => void;
  look: TextLook;
  describe: Describe;
  onPill: OpenPill;
  /** The person wants to insert something where the cursor is. */
  onInsert: () => void;
  view: RefObject<EditorView | null>;
}

/** Text in which every `{{ … }}` is a pill; what it holds is always the plain text. */
export function TextEditor({ text, onText, look, describe, onPill, onInsert, view }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const parts = useRef({ look: new Compartment(), pills: new Compartment() });
  const { lines } = look;
  // The same functions for the whole life of the editor: another one would draw every pill anew.
  const latest = useRef({ onText, onInsert, onPill });
  const [calls] = useState(() => ({
    changed: (now: string) => latest.current.onText(now),
    insert: () => latest.current.onInsert(),
    open: ((...what) => latest.current.onPill(...what)) satisfies OpenPill,
  }));
  const start = useEffectEvent(() => [
    parts.current.look.of(looks(look)),
    parts.current.pills.of(shownPills({ describe, open: calls.open })),
  ]);

  useEffect(() => {
    latest.current = { onText, onInsert, onPill };
  });

  useEffect(() => {
    if (!host.current) return;
    const made = new EditorView({
      parent: host.current,

      extensions: [
        ...start(),
        ...manners(lines),
        keymap.of(keys(calls.insert, calls.open)),
        keymap.of([...historyKeymap, ...standardKeymap]),
        slash(calls.insert),
        EditorView.updateListener.of(({ docChanged, transactions, state }) => {
          const isOurs = transactions.some((one) => one.annotation(Transaction.remote));
          if (docChanged && !isOurs) calls.changed(state.doc.toString());
        }),
      ],
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [view, lines, calls]);

  useEffect(() => {
    const { current: made } = view;
    if (!made || made.state.doc.toString() === text) return;
    // What comes from elsewhere (another person, the builder's own undo) is not undone here.
    made.dispatch({
      changes: { from: 0, to: made.state.doc.length, insert: text },
      annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)],
    });
  }, [view, text]);

  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.look.reconfigure(looks(look)) });
  }, [view, look]);

  useEffect(() => {
    const how = { describe, open: calls.open };
    view.current?.dispatch({ effects: parts.current.pills.reconfigure(shownPills(how)) });
  }, [view, describe, calls]);

  return <div ref={host} className={classes.editor} data-lines={lines} />;
}

function looks({ attributes, isReadOnly, placeholder: hint }: TextLook): Extension {
  return [
    EditorView.contentAttributes.of(attributes),
    EditorState.readOnly.of(isReadOnly),
    EditorView.editable.of(!isReadOnly),
    placeholder(hint),
  ];
}

function manners(lines: TextLook["lines"]): Extension[] {
  const nonce = pageNonce();
  return [
    history(),
    EditorView.lineWrapping,
    ...(nonce ? [EditorView.cspNonce.of(nonce)] : []),
    ...(lines === "one"
      ? [EditorView.clipboardInputFilter.of((pasted) => pasted.trim().replace(/\s*\n\s*/g, " "))]
      : []),
    EditorState.transactionFilter.of((transaction) =>
      lines === "one" && transaction.docChanged && transaction.newDoc.lines > 1 ? [] : transaction,
    ),
  ];
}

function keys(insert: () => void, openPill: OpenPill) {
  const openAt = (view: EditorView): boolean => {
    const piece = pillAtCursor(view.state);
    const pill = piece && view.dom.querySelector<HTMLElement>(`[data-pill="${piece.from}"]`);
    if (pill) openPill(piece, pill);
    return Boolean(pill);
  };
  const openOrInsert = (view: EditorView): boolean => {
    if (!openAt(view)) insert();
    return true;
  };
  return [
    { key: "Alt-ArrowDown", run: openOrInsert },
    { key: "Mod-Enter", run: openAt },
  ];
}

/** A slash at the start or after a space asks for the menu; inside of words it is a slash. */
function slash(insert: () => void): Extension {
  return EditorView.inputHandler.of((view, from, to, typed) => {
    const before = view.state.sliceDoc(Math.max(from - 2, 0), from);
    const isWish = typed === "/" && (before === "" || /\s$|\}\}$/.test(before));
    if (!isWish || view.state.readOnly) return false;
    if (from !== to) view.dispatch({ changes: { from, to } });
    insert();
    return true;
  });
}

/** Shows each `{{ … }}` of the text as one pill that is walked over, copied and deleted whole. */
import { type EditorState, type Extension, Facet, RangeSet, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import classes from "./mapping.module.css";
import { type Piece, type Pill, pillsIn } from "./template";

/** What a pill says. */
export interface PillFace {
  label: string;
  /** How many functions are applied. */
  functions: number;
  hint: string;
  isKnown: boolean;
}

export type Describe = (pill: Pill) => PillFace;
export type OpenPill = (piece: Piece, element: HTMLElement) => void;

interface Look {
  describe: Describe;
  open: OpenPill;
}

const look = Facet.define<Look, Look | null>({ combine: (all) => all[0] ?? null });

class PillWidget extends WidgetType {
  readonly piece: Piece;
  readonly face: PillFace;
  readonly open: OpenPill;

  constructor(piece: Piece, face: PillFace, open: OpenPill) {
    super();
    this.piece = piece;
    this.face = face;
    this.open = open;
  }

  override eq(other: PillWidget): boolean {
    const { face, piece } = this;
    return (
      piece.source === other.piece.source &&
      piece.from === other.piece.from &&
      face.label === other.face.label &&
      face.hint === other.face.hint &&
      face.isKnown === other.face.isKnown &&
      this.open === other.open
    );
  }

  override toDOM(): HTMLElement {
    const pill = document.createElement("span");
    pill.className = classes.pill ?? "";
    pill.title = this.face.hint;
    pill.dataset.pill = String(this.piece.from);
    if (!this.face.isKnown) pill.dataset.unknown = "";
    pill.append(this.face.label);
    if (this.face.functions > 0) pill.append(mark(this.face.functions));
    pill.addEventListener("click", () => this.open(this.piece, pill));
    return pill;
  }

  override ignoreEvent(event: Event): boolean {
    return event.type === "click";
  }
}

function mark(functions: number): HTMLElement {
  const element = document.createElement("span");
  element.className = classes.functions ?? "";
  element.append(functions > 1 ? `ƒ${functions}` : "ƒ");
  return element;
}

function drawn(state: EditorState): DecorationSet {
  const how = state.facet(look);
  if (!how) return Decoration.none;
  const ranges = pillsIn(state.doc.toString()).map((piece) => {
    const { from, to, pill } = piece;
    if (!pill) return Decoration.mark({ class: classes.code ?? "" }).range(from, to);
    const widget = new PillWidget(piece, how.describe(pill), how.open);
    return Decoration.replace({ widget }).range(from, to);
  });
  return Decoration.set(ranges);
}

const pills = StateField.define<DecorationSet>({
  create: drawn,
  update: (known, { docChanged, startState, state }) =>
    docChanged || startState.facet(look) !== state.facet(look) ? drawn(state) : known,
  provide: (field) => [
    EditorView.decorations.from(field),
    EditorView.atomicRanges.of((view) => view.state.field(field, false) ?? RangeSet.empty),
  ],
});

/** Return the extension that shows pills this way. */
export function shownPills(how: Look): Extension {
  return [look.of(how), pills];
}

/** Return the pill that the cursor touches or the selection covers. */
export function pillAtCursor(state: EditorState): Piece | null {
  const { from, to } = state.selection.main;
  const found = pillsIn(state.doc.toString()).filter(({ pill }) => pill);
  return found.find((one) => one.from <= to && one.to >= from) ?? null;
}

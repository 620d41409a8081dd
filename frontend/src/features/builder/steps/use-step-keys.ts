/** The keyboard over steps: arrows go, Alt and arrows move, Delete removes, the clipboard works. */
import { type RefObject, useEffect, useEffectEvent } from "react";
import { asText, fromText } from "../clipboard";
import { TRIGGER } from "../definition";
import { useDraft } from "../draft";
import { find, type Place } from "../places";
import { useStepDeeds } from "./use-step-deeds";

const WAYS: Record<string, 1 | -1> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };

export function useStepKeys(region: RefObject<HTMLElement | null>): void {
  const { draft, mayEdit, dispatch } = useDraft();
  const deeds = useStepDeeds();

  const onStepKey = (event: KeyboardEvent, id: string): boolean => {
    const way = WAYS[event.key];
    const mayChange = mayEdit && id !== TRIGGER;
    if (way && event.altKey && mayChange) deeds.move(id, way === 1 ? "down" : "up");
    else if (way && !event.ctrlKey && !event.metaKey) goOn(region.current, id, way);
    else if ((event.key === "Delete" || event.key === "Backspace") && mayChange) {
      goOn(region.current, id, -1);
      deeds.remove(id);
    } else return false;
    return true;
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event.target)) return;
    const id = stepOf(event.target, region.current);
    if (isUndo(event)) {
      dispatch({ do: event.shiftKey || event.key.toLowerCase() === "y" ? "redo" : "undo" });
      event.preventDefault();
    } else if (id && onStepKey(event, id)) event.preventDefault();
  });

  const onCopy = useEffectEvent((event: ClipboardEvent) => {
    const id = stepOf(document.activeElement, region.current);
    const text = id && !isTyping(document.activeElement) ? asText(draft, id) : null;
    if (!text || String(getSelection())) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
    if (event.type === "cut" && mayEdit && id) deeds.remove(id);
  });

  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    if (!mayEdit || isTyping(document.activeElement)) return;
    const steps = fromText(event.clipboardData?.getData("text/plain") ?? "");
    if (!steps) return;
    event.preventDefault();
    deeds.add(steps, placeHere());
  });

  const placeHere = (): Place => {
    const here = document.activeElement?.closest<HTMLElement>("[data-place]")?.dataset.place;
    if (here) return JSON.parse(here);
    const id = stepOf(document.activeElement, region.current);
    const found = id ? find(draft, id) : undefined;
    if (found) return { ...found.place, at: found.place.at + 1 };
    return { parent: null, at: id === TRIGGER ? 0 : draft.steps.length };
  };

  useEffect(() => {
    const key = (event: KeyboardEvent) => onKey(event);
    const copy = (event: ClipboardEvent) => onCopy(event);
    const paste = (event: ClipboardEvent) => onPaste(event);
    document.addEventListener("keydown", key);
    document.addEventListener("copy", copy);
    document.addEventListener("cut", copy);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("keydown", key);
      document.removeEventListener("copy", copy);
      document.removeEventListener("cut", copy);
      document.removeEventListener("paste", paste);
    };
  }, []);
}

function isUndo({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && ["z", "y"].includes(key.toLowerCase());
}

/** Tell whether keys belong to a text that is being written, or to a menu or dialog. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest("input, textarea, select, [role=menu], [role=listbox], [role=dialog]") !== null
  );
}

function stepOf(target: EventTarget | null, region: HTMLElement | null): string | null {
  if (!(target instanceof HTMLElement) || !region?.contains(target)) return null;
  return target.closest<HTMLElement>("[data-step]")?.dataset.step ?? null;
}

/** Put the focus on the next or the previous step, in the order of the flow. */
function goOn(region: HTMLElement | null, id: string, way: 1 | -1): void {
  const cards = [...(region?.querySelectorAll<HTMLElement>("[data-step]") ?? [])];
  const at = cards.findIndex(({ dataset }) => dataset.step === id);
  cards[at + way]?.focus();
}

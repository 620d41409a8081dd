/** Leads the eye and the cursor to the field that the address names. */
import { type RefObject, useEffect, useRef } from "react";
import { useOpening } from "../steps/use-open";

const INPUTS = "input:not([type=hidden]), textarea, [contenteditable=true], button, [tabindex]";
const PATIENCE_MS = 3000;

/** Return the ref of the region to look in; a field may come late, with its code or its choices. */
export function useFieldFocus(id: string): RefObject<HTMLElement | null> {
  const region = useRef<HTMLElement>(null);
  const { field, open } = useOpening();
  useEffect(() => {
    const root = region.current;
    if (!field || !root) return undefined;
    const done = () => open(id);
    if (goTo(root, field)) return done();
    const watch = new MutationObserver(() => {
      if (goTo(root, field)) done();
    });
    watch.observe(root, { childList: true, subtree: true });
    const patience = setTimeout(() => watch.disconnect(), PATIENCE_MS);
    return () => {
      watch.disconnect();
      clearTimeout(patience);
    };
  }, [field, id, open]);
  return region;
}

/** Focus the element of the field, or of the nearest one that holds it. */
function goTo(root: HTMLElement, field: string): boolean {
  const parts = field.split("/");
  for (let length = parts.length; length > 0; length -= 1) {
    const path = CSS.escape(parts.slice(0, length).join("/"));
    const place = root.querySelector<HTMLElement>(`[data-field="${path}"]`);
    const input = place?.matches(INPUTS) ? place : place?.querySelector<HTMLElement>(INPUTS);
    if (input) {
      input.scrollIntoView({ block: "center" });
      input.focus();
      return true;
    }
  }
  return false;
}

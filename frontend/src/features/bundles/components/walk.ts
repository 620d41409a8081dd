import type { KeyboardEvent } from "react";

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** Let the arrows, j and k walk from bundle to bundle, and x choose the one walked to. */
export function walk(event: KeyboardEvent<HTMLUListElement>): void {
  const here = event.target;
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!(here instanceof HTMLAnchorElement) || !here.dataset.row || !isPlain) return;
  if (event.key === "x") {
    here.closest("li")?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
    event.preventDefault();
    return;
  }
  const step = STEPS[event.key];
  if (!step) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>("a[data-row]")];
  event.preventDefault();
  links[links.indexOf(here) + step]?.focus();
}

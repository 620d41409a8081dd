/** What a chart tells of the place one points at; made of elements, as the content policy lets no styled text in. */
import classes from "./chart.module.css";

export interface Told {
  title: string;
  lines: readonly { color: string; name: string; value: string }[];
  note?: string;
}

export function toldElement({ title, lines, note }: Told): HTMLElement {
  const box = part("div", classes.told);
  box.append(part("div", classes.title, title));
  for (const { color, name, value } of lines) {
    const swatch = part("span", classes.swatch);
    swatch.style.background = color;
    box.append(swatch, part("span", classes.name, name), part("span", classes.value, value));
  }
  if (note) box.append(part("div", classes.note, note));
  return box;
}

function part(tag: "div" | "span", className: string | undefined, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className ?? "";
  made.textContent = text;
  return made;
}

/** Where a term stands in a text. */
interface Part {
  at: number;
  part: string;
  isHit: boolean;
}

const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

/** Cut a text at every place where the term stands, in any case, with ё or е. */
export function partsOf(text: string, term: string): Part[] {
  const letters = term.replaceAll(SYNTAX, "\\$&").replaceAll(/[её]/giu, "[её]");
  const pattern = new RegExp(`(${letters})`, "giu");
  let at = 0;
  return text.split(pattern).flatMap((part, number) => {
    const found = { at, part, isHit: number % 2 === 1 };
    at += part.length;
    return part ? [found] : [];
  });
}

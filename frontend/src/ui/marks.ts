/** Where a term stands in a text. */
interface Part {
  at: number;
  part: string;
  isHit: boolean;
}

const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

/** Cut a text at every place where the term stands, whatever its case. */
export function partsOf(text: string, term: string): Part[] {
  const pattern = new RegExp(`(${term.replaceAll(SYNTAX, "\\$&")})`, "giu");
  let at = 0;
  return text.split(pattern).flatMap((part, number) => {
    const found = { at, part, isHit: number % 2 === 1 };
    at += part.length;
    return part ? [found] : [];
  });
}

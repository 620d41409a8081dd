const ESCAPED = /\\\\|\\u([0-9a-f]{4})/gi;
const UNSEEN = /[\p{Cc}\p{Cf}"\\]/u;

/** Write what a service answered with its own letters, where its JSON spells them as \u0431. */
export function legible(answer: string): string {
  return answer.replace(ESCAPED, (written, code?: string) => {
    const letter = code ? String.fromCharCode(Number.parseInt(code, 16)) : "";
    return letter === "" || UNSEEN.test(letter) ? written : letter;
  });
}

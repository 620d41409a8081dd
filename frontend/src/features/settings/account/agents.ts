/** Browsers by the names people know, read from what they call themselves. */
const BROWSERS: [mark: RegExp, name: string][] = [
  [/Edg\//, "Edge"],
  [/YaBrowser\//, "Yandex"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrom(e|ium)\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const SYSTEMS: [mark: RegExp, name: string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** Return "Firefox · Windows", or the beginning of what is not known. */
export function agentName(agent: string): string {
  const names = [BROWSERS, SYSTEMS].flatMap(
    (table) => table.find(([mark]) => mark.test(agent))?.[1] ?? [],
  );
  return names.length > 0 ? names.join(" · ") : agent.slice(0, 40);
}

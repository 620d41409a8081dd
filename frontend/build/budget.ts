/**
 * The first load of the list of bundles: the JavaScript its page needs before it shows, compressed.
 * `node build/budget.ts FOLDER` reads what the build there says of itself and fails above the budget.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 200;
const BUILT = process.argv[2] ?? "dist";
const FIRST = ["index.html", "src/features/bundles/page.tsx"];
// One language of the texts every page speaks, and of the page's own.
const TEXTS = [
  "src/app/strings/ru.json",
  "src/ui/strings/ru.json",
  "src/features/bundles/strings/ru.json",
];

interface Chunk {
  file: string;
  imports?: string[];
}

const chunks: Record<string, Chunk> = JSON.parse(read(".vite/manifest.json").toString());

function read(path: string): Buffer {
  return readFileSync(join(BUILT, path));
}

/** Return the files a chunk can't do without, its own first. */
function filesOf(name: string, found: Set<string> = new Set()): Set<string> {
  const chunk = chunks[name];
  if (!chunk) throw new Error(`${name} is not in the build: has it moved?`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const needed of chunk.imports ?? []) filesOf(needed, found);
  return found;
}

const files = [...new Set([...FIRST, ...TEXTS].flatMap((name) => [...filesOf(name)]))];
const sizes = files.map((file): [string, number] => [
  file,
  gzipSync(read(file), { level: 9 }).length,
]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0) / 1000;

for (const [file, size] of sizes.sort((a, b) => b[1] - a[1]).slice(0, 12))
  process.stdout.write(`${(size / 1000).toFixed(1).padStart(8)} kB  ${file}\n`);
process.stdout.write(
  `${total.toFixed(1).padStart(8)} kB  first load of /bundles, at most ${BUDGET_KB}\n`,
);
if (total > BUDGET_KB) process.exit(1);

/** Saves a draft soon after it changed, one request at a time, and never over somebody else's. */
import { isPassing, type Problem, problemOf } from "../../api/problems";
import type { Draft } from "./definition";

export interface Saved {
  revision: number;
}

/** How far saving is. */
export type Saving =
  | { state: "saved" | "waiting" | "saving" | "offline" }
  /** The server will not keep this as it is; the next change tries again. */
  | { state: "refused"; problem: Problem; draft: Draft }
  /** Somebody else saved meanwhile; a person decides. */
  | { state: "conflict" };

const PAUSE_MS = 700;
const RETRY_MS = [2_000, 5_000, 10_000, 30_000];

export class Saver {
  private wanted: Draft;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private current: Promise<void> | null = null;
  private watchers = new Set<() => void>();
  saving: Saving = { state: "saved" };
  /** What the server has, and its revision there. */
  kept: Draft;
  revision: number;

  constructor(
    private readonly save: (draft: Draft, revision: number) => Promise<Saved>,
    start: { draft: Draft; revision: number },
  ) {
    this.wanted = start.draft;
    this.kept = start.draft;
    this.revision = start.revision;
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  look = (): Saving => this.saving;

  /** The draft as it is now, saved or not. */
  get latest(): Draft {
    return this.wanted;
  }

  /** Whether everything is at the server. */
  get isClean(): boolean {
    return this.wanted === this.kept;
  }

  /** Save this draft soon. */
  want(draft: Draft): void {
    if (draft === this.wanted) return;
    this.wanted = draft;
    if (this.saving.state === "conflict" || this.current) return;
    clearTimeout(this.timer);
    if (this.isClean) this.settle({ state: "saved" });
    else this.later(PAUSE_MS, { state: "waiting" });
  }

  /** Save now; resolves when it is saved, or can't be; tells whether everything is saved. */
  async flush(): Promise<boolean> {
    while (this.current) await this.current;
    if (!this.isClean && this.saving.state !== "conflict") await this.run();
    return this.isClean;
  }

  /** Go on from a draft of the server's. */
  adopt(draft: Draft, revision: number): void {
    clearTimeout(this.timer);
    this.wanted = draft;
    this.kept = draft;
    this.revision = revision;
    this.settle({ state: "saved" });
  }

  /** Save this draft in place of a newer one of somebody else's, as a person decided. */
  async replace(draft: Draft, revision: number): Promise<boolean> {
    this.wanted = draft;
    this.revision = revision;
    this.settle({ state: "waiting" });
    return this.flush();
  }

  /** Forget what is due; nothing is saved any more. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private later(pause: number, saving: Saving): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), pause);
    this.settle(saving);
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    this.current ??= this.once().finally(() => {
      this.current = null;
      this.next();
    });
    await this.current;
  }

  private async once(): Promise<void> {
    const draft = this.wanted;
    this.settle({ state: "saving" });
    try {
      const { revision } = await this.save(draft, this.revision);
      this.revision = revision;
      this.kept = draft;
      this.failures = 0;
      this.settle({ state: this.isClean ? "saved" : "waiting" });
    } catch (error) {
      this.fail(problemOf(error), draft);
    }
  }

  private fail(problem: Problem, draft: Draft): void {
    const mayPass = isPassing(problem);
    this.failures += mayPass ? 1 : 0;
    if (problem.code === "draft_is_stale") this.settle({ state: "conflict" });
    else if (mayPass) this.settle({ state: "offline" });
    else this.settle({ state: "refused", problem, draft });
  }

  /** Go on with what was wanted during a save, or try again what did not get through. */
  private next(): void {
    const { saving } = this;
    if (saving.state === "waiting") this.later(PAUSE_MS, saving);
    if (saving.state === "offline") {
      this.later(RETRY_MS[Math.min(this.failures, RETRY_MS.length) - 1] ?? PAUSE_MS, saving);
    }
    if (saving.state === "refused" && saving.draft !== this.wanted) {
      this.later(PAUSE_MS, { state: "waiting" });
    }
  }

  private settle(saving: Saving): void {
    this.saving = saving;
    for (const watcher of this.watchers) watcher();
  }
}

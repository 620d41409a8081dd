/**
 * Hears from the server what changes, while somebody looks: by server-sent events, which resume
 * where they were cut; by asking each five seconds where a proxy lets no stream through.
 */
import { server } from "./client";
import { EVENTS, type JournalNews, type News, newsIn, newsOf } from "./news";

const ASK_EACH_MS = 5_000;
const TRY_STREAM_AGAIN_MS = 60_000;
const SLEEP_AFTER_MS = 5 * 60_000;
const MOST_FAILURES = 2;

type Hear = (news: News) => void;
type HearRows = (news: JournalNews) => void;

const readers = new Set<HearRows>();

/** Be told of new journal rows; returns how to be told no more. */
export function onRows(hear: HearRows): () => void {
  readers.add(hear);
  return () => readers.delete(hear);
}

/** Listen to one workspace until the returned function is called. */
export function listen(workspace: string, hear: Hear): () => void {
  const ear = new Ear(workspace, (news) => {
    hear(news);
    if (news.event === "journal") for (const reader of readers) reader(news.data);
  });
  const look = () => (document.hidden ? ear.tire() : ear.wake());
  document.addEventListener("visibilitychange", look);
  ear.wake();
  return () => {
    document.removeEventListener("visibilitychange", look);
    ear.close();
  };
}

/** One connection to the news, in whichever way works; a page nobody looks at goes to sleep. */
class Ear {
  private position = "";
  private failures = 0;
  private stream: EventSource | null = null;
  private asking: ReturnType<typeof setTimeout> | undefined;
  private tiring: ReturnType<typeof setTimeout> | undefined;
  private isAwake = false;

  constructor(
    private readonly workspace: string,
    private readonly hear: Hear,
  ) {}

  wake(): void {
    clearTimeout(this.tiring);
    if (!this.isAwake) this.open();
    this.isAwake = true;
  }

  tire(): void {
    this.tiring = setTimeout(() => this.close(), SLEEP_AFTER_MS);
  }

  close(): void {
    clearTimeout(this.tiring);
    clearTimeout(this.asking);
    this.stream?.close();
    this.stream = null;
    this.isAwake = false;
  }

  private open(): void {
    const asked = new URLSearchParams({ workspace: this.workspace });
    if (this.position) asked.set("since", this.position);
    const stream = new EventSource(`/api/v1/events?${asked}`);
    this.stream = stream;
    for (const event of EVENTS) {
      stream.addEventListener(event, (message) => {
        this.failures = 0;
        if (message.lastEventId) this.position = message.lastEventId;
        const news = newsOf(event, message.data);
        if (news) this.hear(news);
      });
    }
    stream.onopen = () => {
      this.failures = 0;
    };
    stream.onerror = () => this.fail(stream);
  }

  /** The browser tries again by itself unless it was refused; after that we only ask. */
  private fail(stream: EventSource): void {
    this.failures += 1;
    if (stream.readyState !== EventSource.CLOSED && this.failures <= MOST_FAILURES) return;
    stream.close();
    this.stream = null;
    this.failures = 0;
    this.ask(Date.now() + TRY_STREAM_AGAIN_MS);
  }

  private async ask(until: number): Promise<void> {
    const query = this.position ? { since: this.position } : {};
    const { data } = await server
      .GET("/api/v1/changes", { params: { query } })
      .catch(() => ({ data: undefined }));
    if (!this.isAwake) return;
    if (data) {
      this.position = data.position;
      for (const news of newsIn(data)) this.hear(news);
    }
    const isOver = Date.now() >= until;
    this.asking = setTimeout(() => (isOver ? this.open() : this.ask(until)), ASK_EACH_MS);
  }
}

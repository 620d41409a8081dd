import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useReducer, useRef } from "react";
import { server } from "../../api/client";
import { announceRows } from "../../api/news";
import { NEW_LINE, turned } from "./line";
import { newRefresher } from "./refresher";
import { listen } from "./stream";
import type { News } from "./touched";

const REOPEN_MS = 2_000;
const ASK_EACH_MS = 5_000;
const TRY_AGAIN_MS = 60_000;
const REST_AFTER_MS = 5 * 60_000;

/** Keep everything on the screen as it is on the server, for as long as the shell stands. */
export function useLive(): void {
  const cache = useQueryClient();
  const refresh = useMemo(() => newRefresher(cache), [cache]);
  const [line, turn] = useReducer(turned, NEW_LINE);
  const position = useRef<string | null>(null);

  const take = useEffectEvent((news: News, at: string) => {
    if (at) position.current = at;
    refresh(news);
    if (news.reset) announceRows(null);
    else if (news.journal?.rows.length) announceRows(news.journal);
  });

  /** Nobody knows what happened since, so all of it is read anew. */
  const readAnew = useEffectEvent((at: string) => take({ reset: true }, at));

  const comeBack = useEffectEvent(() => {
    if (line.mode !== "rest") return;
    position.current = null;
    turn("back");
  });

  useEffect(() => {
    if (line.mode !== "stream") return;
    let stop = () => {};
    const open = () => {
      stop = listen(position.current, {
        onOpen: () => {
          if (line.attempt > 0 && position.current === null) readAnew("");
          turn("opened");
        },
        onBroken: (isClosed) => turn(isClosed ? "closed" : "lost"),
        onNews: take,
      });
    };
    const wait = setTimeout(open, line.failures === 0 ? 0 : REOPEN_MS);
    return () => {
      clearTimeout(wait);
      stop();
    };
    // A stream that was lost is opened again by the browser: failures alone open none.
  }, [line.mode, line.attempt]);

  useEffect(() => {
    if (line.mode !== "poll") return;
    const ask = async () => {
      const since = position.current;
      const query = since ? { since } : {};
      const { data } = await server.GET("/api/v1/changes", { params: { query } });
      if (data && since) take(data, data.position);
      else if (data) readAnew(data.position);
    };
    const asking = setInterval(() => void ask().catch(() => {}), ASK_EACH_MS);
    const trying = setInterval(() => turn("try_again"), TRY_AGAIN_MS);
    return () => {
      clearInterval(asking);
      clearInterval(trying);
    };
  }, [line.mode]);

  useEffect(() => watchTab(() => turn("left"), comeBack), []);
}

/** Tell when the tab has been hidden for long, and when it shows again. */
function watchTab(onLeft: () => void, onBack: () => void): () => void {
  let leaving: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(leaving);
    if (document.hidden) leaving = setTimeout(onLeft, REST_AFTER_MS);
    else onBack();
  };
  document.addEventListener("visibilitychange", look);
  return () => {
    clearTimeout(leaving);
    document.removeEventListener("visibilitychange", look);
  };
}

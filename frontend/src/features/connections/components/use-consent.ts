/** Follows a person to a service's consent page in a window of its own, and back. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type Connection, isSignedIn } from "../model";
import { connectionQuery } from "../queries";
import { answerReturns } from "../returns";

type Journey = "home" | "away" | "closed" | "back";

export interface Consent {
  journey: Journey;
  /** How it ended, once back. */
  code: string | null;
  connection: Connection;
  /** Open the service's page; call it where a click is handled, or the browser refuses. */
  leave: (url: string) => void;
}

const POLL_MS = 2_000;
const LOOK_MS = 500;
// The way back loads a page before it can report; only then has the window been closed for nothing.
const GRACE_MS = 4_000;
const WINDOW = "popup,width=620,height=760";
const PHONE = "(max-width: 48em)";

/** Return how far the sign-in of a connection is; it is noticed by message, else by asking. */
export function useConsent(start: Connection): Consent {
  const [journey, setJourney] = useState<Journey>("home");
  const [code, setCode] = useState<string | null>(null);
  const [before, setBefore] = useState(start);
  const opened = useRef<Window | null>(null);
  const isOut = journey === "away" || journey === "closed";
  const { data: connection = start } = useQuery({
    ...connectionQuery(start.id),
    refetchInterval: isOut ? POLL_MS : false,
    refetchIntervalInBackground: true,
  });

  useEffect(
    () =>
      answerReturns(start.id, (login) => {
        setCode(login);
        setJourney("back");
      }),
    [start.id],
  );

  useEffect(() => {
    if (journey !== "away") return;
    let closedAt: number | null = null;
    const timer = setInterval(() => {
      if (!opened.current?.closed) return;
      closedAt ??= Date.now();
      if (Date.now() - closedAt > GRACE_MS) setJourney("closed");
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [journey]);

  const isSeen = isOut && isSignedIn(before, connection);
  // The other window has nothing left to say.
  useEffect(() => {
    if (isSeen) opened.current?.close();
  }, [isSeen]);

  const leave = (url: string) => {
    setBefore(connection);
    setCode(null);
    opened.current = matchMedia(PHONE).matches ? null : window.open(url, "_blank", WINDOW);
    if (opened.current) setJourney("away");
    else location.assign(url);
  };

  if (isSeen) return { journey: "back", code: "login_works", connection, leave };
  return { journey, code, connection, leave };
}

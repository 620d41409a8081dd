/**
 * Tells the page that waits for a sign-in that it ended: the window that comes back from a service
 * has lost its opener, so that they talk over a channel of this site.
 */

const CHANNEL = "svyazka.login";
const PATIENCE_MS = 600;

type Letter = { login: string; connection: string } | { taken: string };

/** Hear of sign-ins to this connection in other windows; returns how to stop. */
export function answerReturns(connection: string, onReturn: (login: string) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Letter>) => {
    if (!("login" in data) || data.connection !== connection) return;
    channel.postMessage({ taken: connection } satisfies Letter);
    onReturn(data.login);
  };
  return () => channel.close();
}

/** Tell the other windows how a sign-in ended; resolves with whether one had waited for it. */
export function announceReturn(login: string, connection: string): Promise<boolean> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL);
    const end = (isTaken: boolean) => {
      channel.close();
      resolve(isTaken);
    };
    channel.onmessage = ({ data }: MessageEvent<Letter>) => {
      if ("taken" in data && data.taken === connection) end(true);
    };
    channel.postMessage({ login, connection } satisfies Letter);
    setTimeout(() => end(false), PATIENCE_MS);
  });
}

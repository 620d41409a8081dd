import { useLive } from "./use-live";

/** Keeps one workspace on the screen as it is on the server, for as long as this stands. */
export function Live() {
  useLive();
  return null;
}

import type { FullRow } from "../queries";

/** Placeholder until the server resends. */
export function Resend(_: { row: FullRow }) {
  return null;
}

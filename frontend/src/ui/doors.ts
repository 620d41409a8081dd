/**
 * What one feature may ask of another: the app composes them, so features stay strangers.
 * `addConnection` opens the dialog that adds a connection, right where one stands.
 */
import { createContext, useContext } from "react";

export interface Doors {
  /** Resolve with the new connection's id, or null when the person changed their mind. */
  addConnection: (connector?: string) => Promise<string | null>;
  /** Sign an existing connection in again; resolves with whether it was done. */
  reconnect: (connection: string) => Promise<boolean>;
  /** Let somebody see whether all that a polled source has was delivered. */
  checkCompleteness: (bundle: { id: string; name: string }) => void;
}

export const DoorsContext = createContext<Doors | null>(null);

export function useDoors(): Doors {
  const doors = useContext(DoorsContext);
  if (!doors) throw new Error("doors are opened by the shell");
  return doors;
}

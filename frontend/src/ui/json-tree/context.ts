/** What every row of one tree shares. */
import { createContext, useContext } from "react";

interface TreeContext {
  /** The path of the row that the keyboard is at. */
  current: string | null;
  moveTo: (path: string) => void;
  onPick?: ((path: string, value: unknown) => void) | undefined;
  /** Levels that are open at first. */
  openLevels: number;
}

export const TreeRows = createContext<TreeContext>({
  current: null,
  moveTo: () => {},
  openLevels: 2,
});

export function useTreeRows(): TreeContext {
  return useContext(TreeRows);
}

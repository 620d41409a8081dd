/** What every row of one tree shares. */
import { createContext, useContext } from "react";

interface TreeContext {
  /** The path of the row that the keyboard is at. */
  current: string | null;
  moveTo: (path: string) => void;
  onPick?: ((path: string, value: unknown) => void) | undefined;
  /** Levels that are open at first. */
  openLevels: number;
  /** What stands out wherever a value contains it. */
  term?: string | undefined;
}

export const TreeRows = createContext<TreeContext>({
  current: null,
  moveTo: () => {},
  openLevels: 2,
});

export function useTreeRows(): TreeContext {
  return useContext(TreeRows);
}

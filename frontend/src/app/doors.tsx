import { type ReactNode, useMemo } from "react";
import { type Doors, DoorsContext } from "../ui/doors";

/** The doors between features: what one asks, another's dialog answers, right where one stands. */
export function OpenDoors({ children }: { children: ReactNode }) {
  const doors = useMemo<Doors>(
    () => ({ addConnection: async () => null, reconnect: async () => false }),
    [],
  );
  return <DoorsContext value={doors}>{children}</DoorsContext>;
}

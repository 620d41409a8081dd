import { type ComponentType, type ReactElement, Suspense, useState } from "react";

interface Props {
  /** What opens it, as it looks before and after. */
  target: (open?: () => void) => ReactElement;
  /** The whole, fetched at the first click: shows the target, and opens at once. */
  menu: ComponentType<{ children: ReactElement }>;
}

/** A button whose menu is fetched when it is first wanted: lists stay quick, the first load small. */
export function OnDemand({ target, menu: Opened }: Props) {
  const [isWanted, setIsWanted] = useState(false);
  if (!isWanted) return target(() => setIsWanted(true));
  return (
    <Suspense fallback={target()}>
      <Opened>{target()}</Opened>
    </Suspense>
  );
}

import { type ReactElement, type ReactNode, Suspense, useState } from "react";

interface Props {
  /** What opens it, as it looks before and after. */
  target: (open?: () => void) => ReactElement;
  /** The whole, fetched at the first click: shows the target, and opens at once. */
  menu: (target: ReactElement) => ReactNode;
}

/** A button whose menu is fetched when it is first wanted: lists stay quick, the first load small. */
export function OnDemand({ target, menu }: Props) {
  const [isWanted, setIsWanted] = useState(false);
  if (!isWanted) return target(() => setIsWanted(true));
  return <Suspense fallback={target()}>{menu(target())}</Suspense>;
}

import { lazyRouteComponent } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Catalog } from "../i18n/catalogs";
import { learn } from "../i18n/words";

/** A page whose code and texts are fetched when it is first opened. */
export function page<Name extends string>(
  file: () => Promise<{ [name in Name]: () => ReactNode }>,
  name: Name,
  ...catalogs: Catalog[]
) {
  return lazyRouteComponent(async () => (await Promise.all([file(), learn(...catalogs)]))[0], name);
}

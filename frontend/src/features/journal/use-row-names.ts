import { useQuery } from "@tanstack/react-query";
import { everyConnectionQuery } from "../../api/lists";
import type { LightRow } from "./queries";
import { useBundleNames } from "./use-bundle-names";

/** Return what to call a row by: its bundle, else the connection it is about, else the workspace. */
export function useRowNames(): (row: Pick<LightRow, "bundle" | "connection">) => string {
  const nameOf = useBundleNames();
  const { data: connections = [] } = useQuery(everyConnectionQuery());
  const byId = new Map(connections.map(({ id, name }) => [id, name]));
  return ({ bundle, connection }) =>
    (bundle ? undefined : byId.get(connection ?? "")) ?? nameOf(bundle);
}

/** Who is signed in, and where they work. */
import type { QueryClient } from "@tanstack/react-query";
import { useQuery } from "@tanstack/react-query";
import { api, type Shapes, workIn, workspaceId } from "./client";

export type Me = Shapes["Me"];
export type Workspace = Shapes["WorkspaceWithRole"];
export type Role = Shapes["RoleEnum"];

export const meQuery = () => api.queryOptions("get", "/api/v1/me", {}, { staleTime: 60_000 });

/** Return the workspace this browser works in: the chosen one while one is still a member of it. */
function workspaceOf(me: Me): Workspace | null {
  const chosen = me.workspaces.find((one) => one.id === workspaceId());
  return chosen ?? me.workspaces[0] ?? null;
}

/** Ask who is signed in and settle the workspace; throws a problem with status 401 for nobody. */
export async function settle(cache: QueryClient): Promise<Me> {
  const me = await cache.ensureQueryData(meQuery());
  const workspace = workspaceOf(me);
  if (workspace) workIn(workspace.id);
  return me;
}

/** Return the caller and their workspace on a page that only shows to people signed in. */
export function useMe(): { me: Me; workspace: Workspace | null } {
  const { data } = useQuery(meQuery());
  if (!data) throw new Error("a page of the shell shows before one has signed in");
  return { me: data, workspace: workspaceOf(data) };
}

const RANK: Record<Role, number> = { viewer: 0, operator: 1, editor: 2, owner: 3 };

/** Tell whether the caller's role in this workspace reaches at least this one. */
export function useMay(role: Role): boolean {
  const { workspace } = useMe();
  return workspace !== null && RANK[workspace.role] >= RANK[role];
}

/** What a person does to bundles: each asks the server once and throws its problem. */
import { type Shapes, server } from "../../api/client";
import type { Group, Row } from "./model";
import { answered } from "./queries";

const ROOT = "/api/v1/bundles";
const AT_ONCE = 25;

export type BulkDeed = Shapes["BulkWishDoEnum"];
export type BulkResult = Shapes["BulkResult"];

const of = (id: string) => ({ params: { path: { id } } });

/** Make an empty bundle and return its id. */
export async function create(name: string, group: string | null): Promise<string> {
  const body = { name, group, definition: { trigger: {}, steps: [] } };
  return answered(await server.POST(ROOT, { body })).id;
}

export async function start(
  id: string,
  { waiting = "process", from }: { waiting?: Shapes["WaitingEnum"]; from?: string } = {},
): Promise<void> {
  const body = { waiting, ...(from ? { from } : {}) };
  answered(await server.POST(`${ROOT}/{id}/start`, { ...of(id), body }));
}

/** Make the draft the live version, and let it run. */
export async function publishAndStart(id: string): Promise<void> {
  answered(await server.POST(`${ROOT}/{id}/publish`, { ...of(id), body: {} }));
  await start(id);
}

export async function pause(id: string): Promise<void> {
  answered(await server.POST(`${ROOT}/{id}/pause`, of(id)));
}

/** Copy a bundle and return the copy's name. */
export async function copy(id: string): Promise<string> {
  return answered(await server.POST(`${ROOT}/{id}/copy`, of(id))).name;
}

export async function restore(id: string): Promise<void> {
  answered(await server.POST(`${ROOT}/{id}/restore`, of(id)));
}

/** Run now; a trigger that polls asks its service. */
export async function runNow(id: string): Promise<void> {
  answered(await server.POST(`${ROOT}/{id}/run`, { ...of(id), body: {} }));
}

export async function trash(id: string): Promise<void> {
  const { error } = await server.DELETE(`${ROOT}/{id}`, of(id));
  if (error) throw error;
}

/** Take a bundle out of the trash as it went in: one that ran runs again. */
export async function untrash({ id }: Row, ran: boolean): Promise<void> {
  await restore(id);
  if (ran) await start(id);
}

export async function change(
  id: string,
  changes: Pick<
    Shapes["PatchedBundleChangeRequest"],
    "name" | "group" | "run_until" | "is_confidential"
  >,
): Promise<void> {
  answered(await server.PATCH(`${ROOT}/{id}`, { ...of(id), body: changes }));
}

/** Do one thing to many bundles, some at a time so that progress can be told. */
export async function bulk(
  ids: readonly string[],
  deed: { do: BulkDeed; group?: string | null },
  onProgress: (done: number) => void = () => {},
): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const body = { ...deed, ids: ids.slice(at, at + AT_ONCE) };
    results.push(...answered(await server.POST(`${ROOT}/bulk`, { body })).results);
    onProgress(results.length);
  }
  return results;
}

export async function createGroup(name: string): Promise<Group> {
  return answered(await server.POST("/api/v1/groups", { body: { name } }));
}

export async function renameGroup(id: string, name: string): Promise<void> {
  answered(await server.PATCH("/api/v1/groups/{id}", { ...of(id), body: { name } }));
}

export async function deleteGroup(id: string): Promise<void> {
  const { error } = await server.DELETE("/api/v1/groups/{id}", of(id));
  if (error) throw error;
}

/** Begin to erase what the journal keeps of a bundle's data. */
export async function eraseData(bundle: string): Promise<void> {
  answered(await server.POST("/api/v1/privacy/erase", { body: { bundle, dry_run: false } }));
}

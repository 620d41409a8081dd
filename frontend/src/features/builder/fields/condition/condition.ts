/** A condition as a person builds it: groups of comparisons, each of which may be turned round. */
import type { Condition, Json } from "../../definition";

export interface Leaf {
  kind: "leaf";
  isNegated: boolean;
  value?: Json;
  is?: string;
  than?: Json;
  case?: boolean;
  per?: string;
}

export interface Group {
  kind: "group";
  mode: "all" | "any";
  isNegated: boolean;
  items: Node[];
}

export type Node = Leaf | Group;
/** The way from the outermost group: an index for each group on it. */
export type Way = readonly number[];

export const NEW_LEAF: Leaf = { kind: "leaf", isNegated: false, value: "", is: "equals" };

/** Return the condition as one group; what is no group becomes its only member. */
export function readCondition(condition: Condition | undefined): Group {
  const node = condition ? readNode(condition, false) : null;
  if (node?.kind === "group") return node;
  return { kind: "group", mode: "all", isNegated: false, items: node ? [node] : [] };
}

function readNode(condition: Condition, isNegated: boolean): Node {
  if (condition.not) return readNode(condition.not, !isNegated);
  const { all, any, not: _, ...leaf } = condition;
  if (!all && !any) return { kind: "leaf", isNegated, ...leaf };
  const items = (all ?? any ?? []).map((one) => readNode(one, false));
  return { kind: "group", mode: all ? "all" : "any", isNegated, items };
}

/** Return what is kept of a group; nothing when nothing is in it. */
export function writeCondition(group: Group): Condition | undefined {
  return group.items.length === 0 ? undefined : writeNode(group);
}

function writeNode(node: Node): Condition {
  const plain = node.kind === "group" ? { [node.mode]: node.items.map(writeNode) } : ofLeaf(node);
  return node.isNegated ? { not: plain } : plain;
}

function ofLeaf({ kind: _, isNegated: __, ...leaf }: Leaf): Condition {
  const told = Object.entries(leaf).filter(([, one]) => one !== undefined && one !== false);
  return Object.fromEntries(told);
}

/** Return where a member stands in what is kept: `all/0/not/any`. */
export function pointerIn(pointer: string, group: Group, at: number): string {
  return `${pointer}${group.isNegated ? "/not" : ""}/${group.mode}/${at}`;
}

/** Return where the parts of a comparison stand, behind the `not` that turns it round. */
export function pointerOfLeaf(pointer: string, { isNegated }: Leaf): string {
  return isNegated ? `${pointer}/not` : pointer;
}

/** Return the group with what stands at the way replaced by nothing, one or several. */
export function changeAt(group: Group, way: Way, change: (node: Node) => readonly Node[]): Group {
  const [at = 0, ...rest] = way;
  const items = group.items.flatMap((node, here) => {
    if (here !== at) return [node];
    if (rest.length === 0) return change(node);
    return node.kind === "group" ? [changeAt(node, rest, change)] : [node];
  });
  return { ...group, items };
}

/** Return the group with a member added to the group at the way (its own for none). */
export function addTo(group: Group, way: Way, added: Node): Group {
  if (way.length === 0) return { ...group, items: [...group.items, added] };
  return changeAt(group, way, (node) => [node.kind === "group" ? addTo(node, [], added) : node]);
}

/** Return the group without what stood at the way, nor the groups that this leaves empty. */
export function removeAt(group: Group, way: Way): Group {
  return withoutEmpty(changeAt(group, way, () => []));
}

function withoutEmpty(group: Group): Group {
  const items = group.items
    .map((node) => (node.kind === "group" ? withoutEmpty(node) : node))
    .filter((node) => node.kind === "leaf" || node.items.length > 0);
  return { ...group, items };
}

export function groupOf(mode: Group["mode"], ...items: Node[]): Group {
  return { kind: "group", mode, isNegated: false, items };
}

/** What `than` holds, as the server names it. */
export type Operand =
  | "none"
  | "any"
  | "text"
  | "pattern"
  | "list"
  | "number"
  | "pair"
  | "date"
  | "duration"
  | "weekdays";

// Written alike, so that changing the operator keeps what was entered.
const ALIKE: Partial<Record<Operand, string>> = {
  any: "text",
  text: "text",
  pattern: "text",
  list: "text",
};

/** Return the comparison with another operator; what was entered stays where it still fits. */
export function withOperator(leaf: Leaf, is: string, from: Operand, to: Operand): Leaf {
  const fits = from === to || (ALIKE[from] !== undefined && ALIKE[from] === ALIKE[to]);
  const { than, case: minds, per: _, ...rest } = leaf;
  const kept = {
    ...(fits && than !== undefined ? { than } : {}),
    ...(minds && mindsCase(to) ? { case: minds } : {}),
  };
  return { ...rest, is, ...kept };
}

/** Tell whether capital letters can matter to an operator. */
export function mindsCase(operand: Operand): boolean {
  return operand in ALIKE;
}

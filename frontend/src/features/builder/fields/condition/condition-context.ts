/** What every comparison of one condition shares. */
import { createContext, useContext } from "react";
import type { Shapes } from "../../../../api/client";
import type { Group, Node, Way } from "./condition";
import type { Operator } from "./operators";

export interface Building {
  at: string;
  operators: readonly Operator[];
  /** What each comparison sees in the sample, by its path. */
  seen: ReadonlyMap<string, Shapes["ComparisonPreview"]>;
  /** Replace what stands at a way by nothing, one or several. */
  change: (way: Way, change: (node: Node) => readonly Node[], typing?: string) => void;
  add: (way: Way, node: Node) => void;
  remove: (way: Way) => void;
  root: Group;
}

export const BuildingContext = createContext<Building | null>(null);

export function useBuilding(): Building {
  const building = useContext(BuildingContext);
  if (!building) throw new Error("comparisons stand in a condition");
  return building;
}

/** The colours of charts: each at 3:1 or more against the page, in both themes. */
import { useComputedColorScheme } from "@mantine/core";

export interface Look {
  /** Bundles, biggest first. */
  layers: readonly string[];
  others: string;
  errors: string;
  bytesIn: string;
  bytesOut: string;
  bytesEmpty: string;
  text: string;
  line: string;
  ground: string;
}

export const LIGHT: Look = {
  layers: ["#2b7762", "#3b7dd8", "#cf6a0c", "#8250c4", "#b93a85", "#7a8200", "#0b7f94", "#94603f"],
  others: "#868e96",
  errors: "#c92a2a",
  bytesIn: "#2b7762",
  bytesOut: "#3b7dd8",
  bytesEmpty: "#868e96",
  text: "#5b636b",
  line: "#e3e6e9",
  ground: "#ffffff",
};

const DARK: Look = {
  layers: ["#5fb998", "#74a9f5", "#f2a154", "#b794f4", "#f08cc0", "#c0ca55", "#4ec9d8", "#c9a27e"],
  others: "#909296",
  errors: "#ff8787",
  bytesIn: "#5fb998",
  bytesOut: "#74a9f5",
  bytesEmpty: "#909296",
  text: "#a6a7ab",
  line: "#3b3b3b",
  ground: "#242424",
};

export function useLook(): Look {
  return useComputedColorScheme("light", { getInitialValueInEffect: false }) === "dark"
    ? DARK
    : LIGHT;
}

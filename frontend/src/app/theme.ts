/** The look of everything: one accent, contrast that WCAG 2.2 AA asks for, calm density. */
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from "@mantine/core";
import { narrowed } from "../ui/searching";

const ACCENT: MantineColorsTuple = [
  "#ebf7f3",
  "#d7eee6",
  "#aedccb",
  "#83c9af",
  "#5fb998",
  "#48ac88",
  "#3f957d",
  "#2b7762",
  "#21604f",
  "#16493c",
];

const PRIMARY = "accent";

export const theme = createTheme({
  colors: { accent: ACCENT },
  primaryColor: PRIMARY,
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  // By itself it chooses the text for the light theme's shade in both.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    const isPrimary = !input.color || input.color === PRIMARY;
    if (input.variant !== "filled" || !isPrimary) return colors;
    return { ...colors, color: "var(--mantine-primary-color-contrast)" };
  },
  defaultRadius: "md",
  fontFamily: "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    // By name: asking the components themselves would bring each of them into the first load.
    // Wide words inside, such as what a service answered, wrap instead of making it wider.
    Alert: { styles: { body: { minWidth: 0 } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Button: { defaultProps: { loaderProps: { type: "dots" } } },
    Chip: { defaultProps: { color: PRIMARY } },
    // Its empty element for the first focus is no child a menu may have; the first item takes it.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { centered: true } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Autocomplete: { defaultProps: { filter: narrowed } },
    MultiSelect: { defaultProps: { filter: narrowed } },
    Select: { defaultProps: { filter: narrowed } },
    TagsInput: { defaultProps: { filter: narrowed } },
  },
});

/** Quiet text that WCAG 2.2 AA still calls legible, on tinted rows too. */
export const legibleColors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5b636b",
    "--mantine-color-placeholder": "#6b747c",
    "--mantine-color-error": "#c92a2a",
  },
  dark: {
    "--mantine-color-dimmed": "#a6a7ab",
    "--mantine-color-placeholder": "#9b9da2",
    "--mantine-color-error": "#ff8787",
  },
});

import { Button, Kbd } from "@mantine/core";
import { useHotkeys, useOs } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { learn, useWords } from "../../i18n/words";
import classes from "./shell.module.css";

const PaletteDialog = lazy(async () => {
  const file = import("../../features/palette/palette-dialog");
  await learn("palette");
  return { default: (await file).PaletteDialog };
});

/** Ctrl/⌘ K: everything there is, by name. What it needs is fetched when it is first opened. */
export function Palette() {
  const say = useWords();
  const os = useOs();
  const [isOpen, setIsOpen] = useState(false);
  useHotkeys([["mod+K", () => setIsOpen((before) => !before)]], []);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        fullWidth
        justify="flex-start"
        classNames={{ inner: classes.findInner, label: classes.findLabel }}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={<Kbd size="xs">{os === "macos" || os === "ios" ? "⌘ K" : "Ctrl K"}</Kbd>}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setIsOpen(true)}
      >
        {say("app.palette.label")}
      </Button>
      <Suspense fallback={null}>
        {isOpen && <PaletteDialog onClose={() => setIsOpen(false)} />}
      </Suspense>
    </>
  );
}

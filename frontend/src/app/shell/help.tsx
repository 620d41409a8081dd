import { Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconHelp } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { learn, useWords } from "../../i18n/words";

const HelpPanel = lazy(async () => {
  const [file] = await Promise.all([import("../../features/help/help-panel"), learn("help")]);
  return { default: file.HelpPanel };
});

/** What this page is for, and its keys; `?` opens it too. */
export function Help() {
  const say = useWords();
  const [isOpen, setIsOpen] = useState(false);
  useHotkeys([["shift+?", () => setIsOpen(true)]]);
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        fw={400}
        justify="flex-start"
        leftSection={<IconHelp size={16} aria-hidden />}
        aria-keyshortcuts="?"
        onClick={() => setIsOpen(true)}
      >
        {say("app.help")}
      </Button>
      <Suspense fallback={null}>
        {isOpen && <HelpPanel onClose={() => setIsOpen(false)} />}
      </Suspense>
    </>
  );
}

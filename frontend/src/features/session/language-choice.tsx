import { Button, Group } from "@mantine/core";
import { isLanguage, LANGUAGES, language, speak, useWords } from "../../i18n/words";
import { rememberChoice } from "./chosen-language";

/** The languages there are, each by its own name. */
export function LanguageChoice() {
  const say = useWords();
  const choose = async (name: string) => {
    if (!isLanguage(name)) return;
    rememberChoice(name);
    await speak(name);
  };
  return (
    <Group gap={4} role="group" aria-label={say("session.language")}>
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <Button
          key={code}
          lang={code}
          size="compact-sm"
          color="gray"
          variant={code === language() ? "light" : "subtle"}
          aria-pressed={code === language()}
          onClick={() => choose(code)}
        >
          {name}
        </Button>
      ))}
    </Group>
  );
}

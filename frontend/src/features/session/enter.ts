/** Going in: the saved language and theme come along, and one lands where one wanted to go. */
import { useMantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { server } from "../../api/client";
import { settle } from "../../api/me";
import { isLanguage, speak } from "../../i18n/words";
import { takeChoice } from "./chosen-language";

/** Return the step over the threshold, for somebody the server has let in. */
export function useEnter(): (next?: string) => Promise<void> {
  const cache = useQueryClient();
  const router = useRouter();
  const { setColorScheme } = useMantineColorScheme();
  return async (next) => {
    cache.clear();
    const { user } = await settle(cache);
    const chosen = takeChoice();
    if (chosen && chosen !== user?.language) {
      await server.PATCH("/api/v1/me", { body: { language: chosen } });
    } else if (isLanguage(user?.language)) await speak(user.language);
    if (user?.theme === "light" || user?.theme === "dark") setColorScheme(user.theme);
    await router.navigate({ href: next ?? "/bundles" });
  };
}

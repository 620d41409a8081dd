/** What a person chooses for themselves: kept by the server, so that it is there on every browser. */
import { useMantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type Language, speak } from "../i18n/words";
import { api } from "./client";
import { meQuery } from "./me";

export type Theme = "auto" | "light" | "dark";

/** Return the way to another language; what the server says comes anew in it. */
export function useChooseLanguage(): (language: Language) => Promise<void> {
  const cache = useQueryClient();
  const keep = api.useMutation("patch", "/api/v1/me");
  return async (language) => {
    await speak(language);
    await keep.mutateAsync({ body: { language } });
    await cache.invalidateQueries();
  };
}

/** Return the theme and the way to another. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const cache = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const keep = api.useMutation("patch", "/api/v1/me", {
    onSuccess: () => cache.invalidateQueries(meQuery()),
  });
  const choose = (theme: Theme) => {
    setColorScheme(theme);
    keep.mutate({ body: { theme: theme === "auto" ? "" : theme } });
  };
  return [colorScheme, choose];
}

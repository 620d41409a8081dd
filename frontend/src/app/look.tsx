import { MantineProvider, mergeThemeOverrides } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { useWords } from "../i18n/words";
import { pageNonce } from "../ui/nonce";
import { legibleColors, theme } from "./theme";

/** The theme, with words for the buttons that are only a picture. */
export function Look({ children }: { children: ReactNode }) {
  const say = useWords();
  const spoken = useMemo(
    () =>
      mergeThemeOverrides(theme, {
        components: {
          CloseButton: { defaultProps: { "aria-label": say("ui.close") } },
          PasswordInput: {
            defaultProps: {
              visibilityToggleButtonProps: { "aria-label": say("ui.show_password") },
            },
          },
        },
      }),
    [say],
  );
  return (
    <MantineProvider
      theme={spoken}
      defaultColorScheme="auto"
      getStyleNonce={pageNonce}
      cssVariablesResolver={legibleColors}
    >
      {children}
    </MantineProvider>
  );
}

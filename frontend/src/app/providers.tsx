import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { pageNonce } from "./nonce";
import { theme } from "./theme";

interface Props {
  cache: QueryClient;
  children: ReactNode;
}

/** What every page stands in: the server's data, the look, the language, the notices. */
export function Providers({ cache, children }: Props) {
  return (
    <QueryClientProvider client={cache}>
      <I18nProvider i18n={i18n}>
        <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={pageNonce}>
          <Notifications position="bottom-right" />
          {children}
        </MantineProvider>
      </I18nProvider>
    </QueryClientProvider>
  );
}

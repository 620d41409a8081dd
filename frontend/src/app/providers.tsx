import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useSyncExternalStore } from "react";
import { hasNotices, onFirstNotice } from "../ui/notice";
import { Look } from "./look";

const Notices = lazy(async () => ({ default: (await import("../ui/notices")).Notices }));

interface Props {
  cache: QueryClient;
  children: ReactNode;
}

/** What every page stands in: the server's data, the look, the language, the notices. */
export function Providers({ cache, children }: Props) {
  const showsNotices = useSyncExternalStore(onFirstNotice, hasNotices);
  return (
    <QueryClientProvider client={cache}>
      <I18nProvider i18n={i18n}>
        <Look>
          {showsNotices && (
            <Suspense fallback={null}>
              <Notices />
            </Suspense>
          )}
          {children}
        </Look>
      </I18nProvider>
    </QueryClientProvider>
  );
}

import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/app.css";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { newCache } from "./app/cache";
import { watchFirstSight } from "./app/first-sight";
import { watchOutdated } from "./app/outdated";
import { Providers } from "./app/providers";
import { watchRecovery } from "./app/recovery";
import { newRouter } from "./app/router";
import { watchSessionEnd } from "./app/session-end";
import { preferredLanguage, speak } from "./i18n/words";
import { announceNonce } from "./ui/nonce";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

watchFirstSight(root);
announceNonce();
watchOutdated();
const cache = newCache();
const router = newRouter(cache);
watchSessionEnd(router, cache);
watchRecovery(cache);
await speak(preferredLanguage());
createRoot(root).render(
  <Providers cache={cache}>
    <RouterProvider router={router} />
  </Providers>,
);

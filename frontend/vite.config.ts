import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { words } from "./build/words.ts";

// All but the entry itself, which the page names.
const OURS_OR_LIBRARY = /\/(?:node_modules|src\/(?:app|api|i18n|ui))\//;
const SERVER = process.env.SVYAZKA_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), words()],
  // The server puts a fresh nonce here with each page: styles that libraries add carry it.
  html: { cspNonce: "__NONCE__" },
  build: {
    target: "es2023",
    // Browsers that know light-dark() themselves: written out for older ones it loses its colours.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // Everything is a file of ours: the content policy lets no data: script or font through.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
    // What the first page can't start without is one file: many small ones compress a tenth worse.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: "base", tags: ["$initial"], test: OURS_OR_LIBRARY }] },
      },
    },
  },
  server: {
    // The server believes only pages of its own address, so the proxy keeps the browser's.
    proxy: Object.fromEntries(
      ["/api", "/_allauth", "/hooks", "/health", "/static"].map((path) => [
        path,
        { target: SERVER, changeOrigin: false },
      ]),
    ),
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    sequence: { shuffle: true },
  },
});

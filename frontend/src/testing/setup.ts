import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { speak } from "../i18n/words";

// jsdom knows no media queries and observes no sizes; Mantine asks for both.
window.matchMedia = (query) => ({
  matches: false,
  media: query,
  onchange: null,
  addListener: () => {},
  removeListener: () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
  dispatchEvent: () => false,
});
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

beforeAll(() => speak("en"));
afterEach(cleanup);

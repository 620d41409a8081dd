import { expect, it } from "vitest";
import { agentName } from "./agents";

const MACHINE = "Mozilla/5.0 (X11; Linux x86_64)";
const ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko)";

it.each([
  [`${MACHINE} ${ENGINE} Chrome/140.0.0.0 Safari/537.36`, "Chrome · Linux"],
  [`${MACHINE} ${ENGINE} Chrome/140.0.0.0 Safari/537.36 Edg/140.0`, "Edge · Linux"],
  ["Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604",
    "Safari · iOS",
  ],
  ["curl/7.88.1", "curl/7.88.1"],
])("calls %s %s", (agent, name) => {
  expect(agentName(agent)).toBe(name);
});

import { beforeEach, expect, it } from "vitest";
import { putAside, takeBack } from "./unsaved";

const UNSAVED = { draft: { trigger: {}, steps: [] }, revision: 4 };

beforeEach(() => sessionStorage.clear());

it("gives a draft back to its person, once", () => {
  putAside("bundle", "anna", UNSAVED);

  expect(takeBack("bundle", "anna")).toEqual(UNSAVED);
  expect(takeBack("bundle", "anna")).toBeNull();
});

it("gives nobody what somebody else has typed, nor for another bundle", () => {
  putAside("bundle", "anna", UNSAVED);

  expect(takeBack("bundle", "boris")).toBeNull();
  expect(takeBack("other", "anna")).toBeNull();
});

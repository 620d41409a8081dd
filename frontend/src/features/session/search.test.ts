import { expect, it } from "vitest";
import { readSignInSearch } from "./search";

it.each(["/bundles", "/journal?bundle=1", "/"])("leads back to our own %s", (next) => {
  expect(readSignInSearch({ next })).toEqual({ next });
});

it.each(["//evil.example", "/\\evil.example", "https://evil.example", "bundles", 1, null])(
  "leads nowhere else: %s",
  (next) => {
    expect(readSignInSearch({ next })).toEqual({});
  },
);

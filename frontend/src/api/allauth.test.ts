import { expect, it } from "vitest";
import { pending } from "./allauth";

it("tells what is left of a login", () => {
  const flows = [{ id: "login" }, { id: "mfa_authenticate", is_pending: true, types: ["totp"] }];

  expect(pending({ status: 401, data: { flows } })).toEqual(["mfa_authenticate"]);
});

it.each([undefined, null, {}, { flows: 1 }, { flows: ["login"] }])(
  "finds nothing left in %j",
  (data) => {
    expect(pending({ status: 401, data })).toEqual([]);
  },
);

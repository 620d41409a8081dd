import { expect, it } from "vitest";
import { every } from "./lists";

it("reads a list to its end, each page from where the one before has ended", async () => {
  const asked: (string | undefined)[] = [];
  const pages = [
    { data: { results: [1, 2], next: "http://here/api?limit=2&cursor=b" } },
    { data: { results: [3], next: null } },
  ];

  const found = await every<number>(async ({ cursor }) => {
    asked.push(cursor);
    return pages[asked.length - 1] ?? {};
  });

  expect(found).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, "b"]);
});

it("gives no half of a list as the whole", async () => {
  const problem = { code: "throttled", detail: "Later." };
  const pages = [{ data: { results: [1], next: "http://here/api?cursor=b" } }, { error: problem }];

  const reading = every<number>(async () => pages.shift() ?? {});

  await expect(reading).rejects.toBe(problem);
});

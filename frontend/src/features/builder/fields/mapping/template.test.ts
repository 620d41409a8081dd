import { describe, expect, it } from "vitest";
import {
  isMapped,
  lonePill,
  pillOf,
  pillsIn,
  quoted,
  unquoted,
  writePath,
  writePill,
} from "./template";

const only = (text: string) => pillsIn(text)[0]?.pill;

describe("pills in a text", () => {
  it("are found where they stand", () => {
    const found = pillsIn("Hi {{ trigger.name }}, {{item}}!");

    expect(found.map(({ from, to }) => [from, to])).toEqual([
      [3, 21],
      [23, 31],
    ]);
  });

  it("lead to keys of every spelling", () => {
    expect(only('{{ trigger.body["First name"].items[0].n-1 }}')?.keys).toEqual([
      "trigger",
      "body",
      "First name",
      "items",
      0,
      "n-1",
    ]);
  });

  it("go through functions with arguments by place and by name", () => {
    expect(only(`{{ a.b | default: "x | y", allow_false: true | money: 2, c.d }}`)?.calls).toEqual([
      {
        name: "default",
        args: [
          { name: null, source: '"x | y"' },
          { name: "allow_false", source: "true" },
        ],
      },
      {
        name: "money",
        args: [
          { name: null, source: "2" },
          { name: null, source: "c.d" },
        ],
      },
    ]);
  });

  it("may start with a constant", () => {
    expect(only('{{ "now" | date: "%Y" }}')).toMatchObject({ keys: null, operand: '"now"' });
  });

  it("stay text when they are beyond a pill", () => {
    expect(only("{{ table[trigger.code] }}")).toBeNull();
    expect(only("{{ (1..3) }}")).toBeNull();
    expect(pillsIn("{{ never closed")).toEqual([]);
  });

  it("keep the type only when nothing stands beside them", () => {
    expect(lonePill("{{ trigger.amount }}")?.pill?.keys).toEqual(["trigger", "amount"]);
    expect(lonePill(" {{ trigger.amount }}")).toBeNull();
    expect(lonePill("{{ a }}{{ b }}")).toBeNull();
  });
});

describe("what is written", () => {
  it("reads back as it was", () => {
    for (const source of [
      '{{ trigger.body["Имя клиента"] }}',
      '{{ item.name | default: "friend" | upper }}',
      "{{ trigger.list[-1] | join: ', ' }}",
    ]) {
      const pill = only(source);

      expect(pill && writePill(pill)).toBe(source);
    }
  });

  it("quotes keys and texts that need it", () => {
    expect(writePath(["trigger", "a b", "c", 3, 'say "hi"'])).toBe(
      `trigger["a b"].c[3]['say "hi"']`,
    );
    expect(unquoted(quoted("it's"))).toBe("it's");
    expect(writePill(pillOf(["item"]))).toBe("{{ item }}");
  });

  it("tells mapped values at any depth", () => {
    expect(isMapped({ a: [{ b: "{{ item }}" }] })).toBe(true);
    expect(isMapped({ a: ["{ item }", 3, null] })).toBe(false);
  });
});

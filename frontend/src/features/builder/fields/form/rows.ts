/** Rows that become an object: while one types, names may be blank or stand twice. */
import type { Fields, Json } from "../../definition";

export interface Row {
  id: number;
  name: string;
  value: Json | undefined;
}

let last = 0;

export function newRow(name = "", value?: Json): Row {
  last += 1;
  return { id: last, name, value };
}

function rowsOf(value: Fields): Row[] {
  return Object.entries(value).map(([name, one]) => newRow(name, one));
}

/** Return the object that rows make: without those that have no name; a name counts once. */
export function objectOf(rows: readonly Row[]): Fields {
  const object: Fields = {};
  for (const { name, value } of rows) {
    if (name !== "" && !Object.hasOwn(object, name)) object[name] = value ?? "";
  }
  return object;
}

/** Return the rows to show for a value: those at hand while they still make it. */
export function rowsFor(rows: Row[], value: Fields): Row[] {
  return JSON.stringify(objectOf(rows)) === JSON.stringify(value) ? rows : rowsOf(value);
}

export function isTwice(rows: readonly Row[], row: Row): boolean {
  return row.name !== "" && rows.find(({ name }) => name === row.name) !== row;
}

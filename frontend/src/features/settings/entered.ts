/** What stands in a form at the moment it is sent. */
import type { FormEvent } from "react";

/** Stop the browser from sending the form itself; return its texts by name. */
export function entered(event: FormEvent<HTMLFormElement>): (name: string) => string {
  event.preventDefault();
  const values = new FormData(event.currentTarget);
  return (name) => String(values.get(name) ?? "").trim();
}

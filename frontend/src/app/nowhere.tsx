import { Missing } from "./missing";

/** The whole page for an address that leads nowhere, outside of the shell. */
export function Nowhere() {
  return (
    <main>
      <Missing />
    </main>
  );
}

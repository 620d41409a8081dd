/** Stand-in. */
export function SystemTab() {
  return null;
}

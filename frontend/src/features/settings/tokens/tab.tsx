/** Stand-in. */
export function TokensTab() {
  return null;
}

/** Stand-in. */
export function MembersTab() {
  return null;
}

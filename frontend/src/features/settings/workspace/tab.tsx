/** Stand-in. */
export function WorkspaceTab() {
  return null;
}

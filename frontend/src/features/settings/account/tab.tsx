/** Stand-in. */
export function AccountTab() {
  return null;
}

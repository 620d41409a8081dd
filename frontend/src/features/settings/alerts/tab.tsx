/** Stand-in. */
export function AlertsTab() {
  return null;
}

/** What the trigger's event asks for. */
export function FieldsOfTrigger() {
  return null;
}

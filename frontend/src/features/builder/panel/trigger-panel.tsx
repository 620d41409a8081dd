import { FieldsOfTrigger } from "../fields/fields-of-trigger";

interface Props {
  hintService: (slug: string | null) => void;
}

/** The panel of the trigger. */
export function TriggerPanel({ hintService }: Props) {
  void hintService;
  return <FieldsOfTrigger />;
}

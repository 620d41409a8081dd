/** What the inputs of one form share: whose it is, and what is filled in. */
import { createContext, useContext } from "react";
import type { Fields, Json } from "../../definition";
import type { FieldSpec } from "./schema";

export interface Form {
  /** The step, `TRIGGER` for the trigger. */
  at: string;
  service: string;
  connection: string | null;
  /** Whose fields they are. */
  offer: { trigger: string } | { action: string };
  specs: readonly FieldSpec[];
  values: Fields;
  setField: (name: string, value: Json | undefined) => void;
}

export const FormContext = createContext<Form | null>(null);

export function useForm(): Form {
  const form = useContext(FormContext);
  if (!form) throw new Error("fields stand in a form");
  return form;
}

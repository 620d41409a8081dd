import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { problemOf } from "../api/problems";
import { useWords } from "../i18n/words";
import { wordsOf } from "./failed";

interface Props {
  error: unknown;
  /** The paths whose mistakes stand at their inputs, such as `/email`. */
  told?: readonly string[];
}

/** Why a form was not taken, unless its inputs say so themselves. */
export function FormFailure({ error, told = [] }: Props) {
  const say = useWords();
  if (!error) return null;
  const { errors } = problemOf(error);
  if (errors.length > 0 && errors.every(({ path }) => told.includes(path))) return null;
  const rest = errors.filter(({ path }) => !told.includes(path)).map(({ message }) => message);
  return (
    <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
      {rest.length > 0 ? rest.join(" ") : wordsOf(error, say)}
    </Alert>
  );
}

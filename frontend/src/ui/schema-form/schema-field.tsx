import { PasswordInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useWords } from "../../i18n/words";
import type { FieldSpec } from "./schema";

interface Props {
  field: FieldSpec;
  value: string | boolean;
  onChange: (value: string | boolean) => void;
  mistake?: string | undefined;
  disabled?: boolean | undefined;
}

/** One input of a declared form, of the kind its field has. */
export function SchemaField({ field, value, onChange, mistake, disabled = false }: Props) {
  const say = useWords();
  const { kind, title, help, isRequired, fallback, options } = field;
  if (kind === "flag") {
    return (
      <Switch
        label={title}
        description={help}
        error={mistake}
        disabled={disabled}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  const text = String(value);
  const common = {
    label: title,
    description: help || undefined,
    error: mistake,
    disabled,
    value: text,
    withAsterisk: isRequired,
    "aria-required": isRequired,
  };
  if (kind === "choice") {
    return (
      <Select
        {...common}
        value={text || null}
        data={options}
        allowDeselect={!isRequired && fallback === null}
        onChange={(chosen) => onChange(chosen ?? "")}
      />
    );
  }
  const typed = {
    ...common,
    placeholder: fallback === null ? undefined : String(fallback),
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  if (kind === "secret") {
    return (
      <PasswordInput
        {...typed}
        autoComplete="new-password"
        data-1p-ignore
        visibilityToggleButtonProps={{ "aria-label": say("ui.form.reveal", { name: title }) }}
      />
    );
  }
  if (kind === "long") return <Textarea {...typed} autosize minRows={3} maxRows={12} />;
  return (
    <TextInput
      {...typed}
      autoComplete="off"
      spellCheck={false}
      inputMode={kind === "number" ? "decimal" : kind === "text" ? undefined : kind}
    />
  );
}

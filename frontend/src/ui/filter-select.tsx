import { Select } from "@mantine/core";

interface Props {
  /** What there is without a choice; also what the field is called. */
  label: string;
  value: string | undefined;
  data: readonly { value: string; label: string }[] | undefined;
  isSearchable?: boolean;
  onChange: (value: string | undefined) => void;
}

/** One thing a page can be narrowed by; cleared, it narrows nothing. */
export function FilterSelect({ label, value, data = [], isSearchable, onChange }: Props) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      size="xs"
      flex="1 1 156px"
      maw={200}
      clearable
      searchable={isSearchable}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      data={data}
    />
  );
}

import { Group, Stack, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import classes from "./page.module.css";

interface Props {
  title: string;
  /** What one does with the whole page: search, "new". */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of the shell: its title (also the tab's), its actions, its content. */
export function Page({ title, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Svyazka`;
  }, [title]);
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm" className={classes.head}>
        <Title order={1} size="h2">
          {title}
        </Title>
        <Group gap="sm" className={classes.actions}>
          {actions}
        </Group>
      </Group>
      {children}
    </Stack>
  );
}

import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./empty.module.css";

interface Props {
  title: string;
  help: string;
  icon?: ReactNode;
  /** The one next thing to do. */
  action?: ReactNode;
  /** There is nothing else on the page, so this is its title. */
  isPage?: boolean;
}

/** A list without anything in it: what it is for, and what to do next. */
export function Empty({ title, help, icon, action, isPage = false }: Props) {
  return (
    <Stack align="center" gap="xs" py={64} px="md" ta="center" className={classes.empty}>
      {icon}
      <Title order={isPage ? 1 : 2} size="h4">
        {title}
      </Title>
      <Text c="dimmed" maw={480}>
        {help}
      </Text>
      {action}
    </Stack>
  );
}

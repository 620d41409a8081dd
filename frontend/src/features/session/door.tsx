import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import classes from "./door.module.css";
import { LanguageChoice } from "./language-choice";

interface Props {
  title: string;
  /** What this is about, in a sentence. */
  lead?: string;
  children: ReactNode;
  /** The ways to the neighbouring doors. */
  footer?: ReactNode;
}

/** A page outside of the house: one card, one thing to do. */
export function Door({ title, lead, children, footer }: Props) {
  useEffect(() => {
    document.title = `${title} · Svyazka`;
  }, [title]);
  return (
    <main className={classes.street}>
      <Stack className={classes.card} gap="md">
        <Group justify="space-between">
          <span className={classes.brand}>
            <img src="/icon.svg" alt="" width={28} height={28} />
            <Text component="span" fw={650} size="lg">
              Svyazka
            </Text>
          </span>
          <LanguageChoice />
        </Group>
        <Paper withBorder p="xl" shadow="xs">
          <Stack gap="md">
            <Title order={1} size="h3">
              {title}
            </Title>
            {lead && <Text size="sm">{lead}</Text>}
            {children}
          </Stack>
        </Paper>
        {footer && (
          <Stack gap={4} align="center">
            {footer}
          </Stack>
        )}
      </Stack>
    </main>
  );
}

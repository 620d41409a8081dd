import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./panel.module.css";

/** One part of a connection's panel, under its own heading. */
export function PanelPart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <Title order={3} size="h5" mb={8}>
        {title}
      </Title>
      {children}
    </section>
  );
}

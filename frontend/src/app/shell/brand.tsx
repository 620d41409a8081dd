import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import classes from "./shell.module.css";

/** The product's name, and the way home. */
export function Brand() {
  return (
    <Link to="/bundles" className={classes.brand}>
      <img src="/icon.svg" alt="" width={24} height={24} />
      <Text component="span" fw={650}>
        Svyazka
      </Text>
    </Link>
  );
}

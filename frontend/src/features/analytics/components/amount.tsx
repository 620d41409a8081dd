import { Table } from "@mantine/core";
import { useFormat } from "../../../i18n/format";
import type { Sort } from "../search";
import classes from "./tables.module.css";

interface Props {
  sort: Sort;
  amount: number | null;
  /** Which part it is of the biggest, drawn behind it; null for no bar. */
  share: number | null;
}

/** A number of the table of the biggest. */
export function Amount({ sort, amount, share }: Props) {
  const format = useFormat();
  const write = sort === "bytes" ? format.bytes : format.number;
  const words = amount === null ? "—" : write(amount);
  if (share === null) return <Table.Td>{words}</Table.Td>;
  return (
    <Table.Td className={classes.barred}>
      <span className={classes.bar} style={{ width: `${share * 100}%` }} aria-hidden />
      <span className={classes.amount}>{words}</span>
    </Table.Td>
  );
}

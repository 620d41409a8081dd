import { Combobox, Text } from "@mantine/core";
import { useWords } from "../../../../i18n/words";
import { inShort, keysInWords } from "./faces";
import classes from "./mapping.module.css";
import { writePath } from "./template";
import type { NamedRoot } from "./use-roots";
import type { Offer } from "./values";

interface Props {
  root: NamedRoot;
  offers: readonly Offer[];
  /** Whether they were searched: then each tells its whole way. */
  isSearch: boolean;
}

const MOST_SHOWN = 60;

/** The values of one step, indented as they stand in each other, with what they hold. */
export function RootOffers({ root, offers, isSearch }: Props) {
  const say = useWords();
  const left = offers.length - MOST_SHOWN;
  return (
    <Combobox.Group label={root.title}>
      {offers.slice(0, MOST_SHOWN).map(({ keys, value, depth }) => (
        <Combobox.Option
          key={writePath(keys)}
          value={JSON.stringify(keys)}
          ps={isSearch ? 12 : 12 + 14 * Math.max(depth - 1, 0)}
        >
          <div className={classes.offer}>
            <span className={classes.offerName}>
              {keysInWords(isSearch ? keys.slice(1) : keys.slice(1).slice(-1)) ||
                say("builder.fields.insert.whole")}
            </span>
            <span className={`${classes.offerValue} ${classes.quiet}`}>{inShort(value, say)}</span>
          </div>
        </Combobox.Option>
      ))}
      {root.sample === undefined && (
        <Text size="xs" px="sm" py={4} className={classes.quiet ?? ""}>
          {say("builder.fields.insert.no_sample")}
        </Text>
      )}
      {left > 0 && (
        <Text size="xs" px="sm" py={4} className={classes.quiet ?? ""}>
          {say("builder.fields.insert.more", { count: left })}
        </Text>
      )}
    </Combobox.Group>
  );
}

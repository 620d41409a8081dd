/** How people search, here as on the server: in any case, with ё and е as one letter. */
import type { ComboboxParsedItem, OptionsFilter } from "@mantine/core";

/** Return a text as it is compared. */
export function plain(text: string): string {
  return text.toLowerCase().replaceAll("ё", "е");
}

/** Return a question that tells of a text whether every word of the search stands in it. */
export function asking(search: string): (text: string) => boolean {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return (text) => {
    const read = plain(text);
    return words.every((word) => read.includes(word));
  };
}

/** Narrow the options of a choice to those that say what is typed; for the theme. */
export const narrowed: OptionsFilter = ({ options, search, limit }) => {
  const says = asking(search);
  let left = limit;
  const take = (one: ComboboxParsedItem): ComboboxParsedItem[] => {
    if ("group" in one) {
      const items = one.items.filter(({ label }) => says(label) && left-- > 0);
      return items.length > 0 ? [{ ...one, items }] : [];
    }
    return says(one.label) && left-- > 0 ? [one] : [];
  };
  return options.flatMap(take);
};

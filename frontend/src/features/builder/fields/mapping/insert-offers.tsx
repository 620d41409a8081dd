import { Combobox, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { KeyboardEvent } from "react";
import { useWords } from "../../../../i18n/words";
import { functionsQuery } from "../queries";
import classes from "./mapping.module.css";
import { FUNCTION, functionsFor, offersFor } from "./offers";
import { RootOffers } from "./root-offers";
import { useRoots } from "./use-roots";

interface Props {
  at: string;
  search: string;
  onSearch: (search: string) => void;
  /** The function that waits for the value it is applied to. */
  call: string | null;
  onClose: (how: "away" | "back" | "slash") => void;
}

/** Values of earlier steps with what they hold in the sample, and the functions; searched as one. */
export function InsertOffers({ at, search, onSearch, call, onClose }: Props) {
  const say = useWords();
  const roots = useRoots(at);
  const { data } = useQuery(functionsQuery());
  const functions = call ? [] : functionsFor(data?.results ?? [], search);
  const groups = roots
    .map((root) => ({ root, offers: offersFor(root, search) }))
    .filter(({ root, offers }) => offers.length > 0 || (search === "" && root.awaitsSample));
  const onKeyDown = (event: KeyboardEvent) => {
    const isSlash = event.key === "/" && search === "";
    if (event.key !== "Escape" && !isSlash) return;
    event.preventDefault();
    event.stopPropagation();
    onClose(isSlash ? "slash" : "back");
  };
  const hint = call ? "builder.fields.insert.search_values" : "builder.fields.insert.search";
  return (
    <>
      <Combobox.Search
        autoFocus
        value={search}
        aria-label={say(hint)}
        placeholder={say(hint)}
        leftSection={call && <Text size="xs">{FUNCTION}</Text>}
        onChange={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => onClose("away")}
      />
      <Combobox.Options aria-label={say("builder.fields.insert")}>
        <div className={classes.offers}>
          {groups.map(({ root, offers }) => (
            <RootOffers key={root.name} root={root} offers={offers} isSearch={search !== ""} />
          ))}
          {functions.length > 0 && (
            <Combobox.Group label={say("builder.fields.insert.functions")}>
              {functions.map(({ name, help }) => (
                <Combobox.Option key={name} value={`${FUNCTION}${name}`}>
                  <div className={classes.offer}>
                    <span className={classes.offerName}>{name}</span>
                    <span className={`${classes.offerValue} ${classes.quiet}`}>{help}</span>
                  </div>
                </Combobox.Option>
              ))}
            </Combobox.Group>
          )}
          {groups.length === 0 && functions.length === 0 && (
            <Combobox.Empty>{say("builder.fields.insert.nothing")}</Combobox.Empty>
          )}
        </div>
      </Combobox.Options>
    </>
  );
}

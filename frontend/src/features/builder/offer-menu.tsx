import { Combobox, Group, Text, useCombobox } from "@mantine/core";
import { type ReactElement, type ReactNode, useState } from "react";
import { useWords } from "../../i18n/words";
import { matching, type Offered, type OfferGroup } from "./offers";

interface Props<Offer extends Offered> {
  /** What the search looks through, in words. */
  label: string;
  /** Asked for only when it opens. */
  groups: () => readonly OfferGroup<Offer>[];
  pictureOf: (offer: Offer) => ReactNode;
  onChoose: (offer: Offer) => void;
  width?: number;
  /** What opens it. */
  children: (menu: { isOpen: boolean; toggle: () => void }) => ReactElement;
}

const HEIGHT = 370;

/** A menu of everything there is to choose from, with a search. */
export function OfferMenu<Offer extends Offered>(props: Props<Offer>) {
  const { label, groups, pictureOf, onChoose, width, children } = props;
  const say = useWords();
  const [search, setSearch] = useState("");
  const menu = useCombobox({
    onDropdownOpen: () => menu.focusSearchInput(),
    onDropdownClose: () => {
      menu.resetSelectedOption();
      menu.focusTarget();
      setSearch("");
    },
  });
  const shown = menu.dropdownOpened ? matching(groups(), search) : [];
  const choose = (key: string) => {
    const chosen = shown.flatMap(({ offers }) => offers).find((one) => one.key === key);
    menu.closeDropdown();
    if (chosen) onChoose(chosen);
  };
  return (
    <Combobox
      store={menu}
      width={width ?? "target"}
      position={width ? "bottom" : "bottom-start"}
      shadow="md"
      onOptionSubmit={choose}
    >
      <Combobox.Target withAriaAttributes={false}>
        {children({ isOpen: menu.dropdownOpened, toggle: () => menu.toggleDropdown() })}
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          role="combobox"
          aria-expanded
          value={search}
          aria-label={label}
          placeholder={label}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            menu.selectFirstOption();
          }}
        />
        <Combobox.Options mah={HEIGHT} style={{ overflowY: "auto" }} aria-label={label}>
          {shown.map((group) => (
            <Combobox.Group key={group.name} label={group.name}>
              {group.offers.map((one) => (
                <Combobox.Option key={one.key} value={one.key}>
                  <Group gap="sm" wrap="nowrap">
                    {pictureOf(one)}
                    <div style={{ minWidth: 0 }}>
                      <Text size="sm" truncate>
                        {one.label}
                      </Text>
                      <Text size="xs" opacity={0.8} lineClamp={2}>
                        {one.help}
                      </Text>
                    </div>
                  </Group>
                </Combobox.Option>
              ))}
            </Combobox.Group>
          ))}
          {shown.length === 0 && <Combobox.Empty>{say("builder.add.nothing")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

import { ActionIcon, Combobox, Group, Text, useCombobox } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { useDraft } from "../draft";
import type { Place } from "../places";
import { anAction, aStep } from "./new-step";
import { type Offer, offersFor } from "./offers";
import { StepIcon } from "./step-icon";
import { useStepDeeds } from "./use-step-deeds";

const WIDTH = 340;
const HEIGHT = 360;

/** The plus between two steps: a menu of everything that can be put in there. */
export function AddButton({ place }: { place: Place }) {
  const say = useWords();
  const { draft, catalog, connections } = useDraft();
  const deeds = useStepDeeds();
  const [search, setSearch] = useState("");
  const menu = useCombobox({
    onDropdownOpen: () => menu.focusSearchInput(),
    onDropdownClose: () => {
      menu.resetSelectedOption();
      menu.focusTarget();
      setSearch("");
    },
  });
  const inUse = new Set(connections.map(({ connector }) => connector));
  const groups = menu.dropdownOpened ? offersFor(search, catalog, inUse, say) : [];
  const offers = new Map(groups.flatMap((group) => group.offers.map((one) => [keyOf(one), one])));
  const choose = (key: string) => {
    const offer = offers.get(key);
    menu.closeDropdown();
    if (offer) {
      const made =
        offer.kind === "action" ? anAction(draft, offer, connections) : aStep(draft, offer.kind);
      deeds.add([made], place);
    }
  };
  return (
    <Combobox store={menu} width={WIDTH} position="bottom" onOptionSubmit={choose} shadow="md">
      <Combobox.Target withAriaAttributes={false}>
        <ActionIcon
          className="nodrag"
          variant="default"
          radius="xl"
          size={26}
          data-place={JSON.stringify(place)}
          aria-label={say("builder.add.label")}
          aria-haspopup="listbox"
          aria-expanded={menu.dropdownOpened}
          onClick={() => menu.toggleDropdown()}
        >
          <IconPlus size={14} />
        </ActionIcon>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          role="combobox"
          aria-expanded
          value={search}
          aria-label={say("builder.add.search")}
          placeholder={say("builder.add.search")}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            menu.selectFirstOption();
          }}
        />
        <Combobox.Options
          mah={HEIGHT}
          style={{ overflowY: "auto" }}
          aria-label={say("builder.add.search")}
        >
          {groups.map((group) => (
            <Combobox.Group key={group.name} label={group.name}>
              {group.offers.map((one) => (
                <Combobox.Option key={keyOf(one)} value={keyOf(one)}>
                  <Choice offer={one} />
                </Combobox.Option>
              ))}
            </Combobox.Group>
          ))}
          {groups.length === 0 && <Combobox.Empty>{say("builder.add.nothing")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function keyOf(offer: Offer): string {
  return offer.kind === "action" ? `${offer.slug}/${offer.action}` : offer.kind;
}

function Choice({ offer }: { offer: Offer }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <StepIcon kind={offer.kind} service={offer.kind === "action" ? offer.slug : null} size={26} />
      <div style={{ minWidth: 0 }}>
        <Text size="sm" truncate>
          {offer.label}
        </Text>
        <Text size="xs" opacity={0.8} lineClamp={2}>
          {offer.help}
        </Text>
      </div>
    </Group>
  );
}

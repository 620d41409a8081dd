import { Button, Combobox, Group, Text, useCombobox } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../../i18n/words";
import { useDraft } from "../draft";
import { useNaming } from "../naming";
import { StepIcon } from "../steps/step-icon";
import { type Start, startsFor } from "./starts";

const HEIGHT = 380;

/** Chooses what starts the bundle: an event of a service, the clock, or people. */
export function StartPick({ onChoose }: { onChoose: (start: Start) => void }) {
  const say = useWords();
  const { catalog, connections, draft, mayEdit, triggerService } = useDraft();
  const naming = useNaming();
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
  const groups = menu.dropdownOpened ? startsFor(search, catalog, inUse, say) : [];
  const starts = new Map(groups.flatMap(({ starts: those }) => those.map((one) => [one.key, one])));
  const isChosen =
    triggerService !== null || Boolean(draft.trigger.schedule ?? draft.trigger.event);
  return (
    <Combobox
      store={menu}
      position="bottom-start"
      shadow="md"
      onOptionSubmit={(key) => {
        const start = starts.get(key);
        menu.closeDropdown();
        if (start) onChoose(start);
      }}
    >
      <Combobox.Target withAriaAttributes={false}>
        <Button
          data-field="event"
          fullWidth
          justify="flex-start"
          h="auto"
          py={10}
          variant={isChosen ? "default" : "filled"}
          disabled={!mayEdit}
          aria-haspopup="listbox"
          aria-expanded={menu.dropdownOpened}
          leftSection={
            isChosen && (
              <StepIcon
                kind={draft.trigger.schedule ? "schedule" : "trigger"}
                service={triggerService}
                size={24}
              />
            )
          }
          onClick={() => menu.toggleDropdown()}
        >
          {naming.triggerTitle()}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          role="combobox"
          aria-expanded
          value={search}
          aria-label={say("builder.start.search")}
          placeholder={say("builder.start.search")}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            menu.selectFirstOption();
          }}
        />
        <Combobox.Options
          mah={HEIGHT}
          style={{ overflowY: "auto" }}
          aria-label={say("builder.start.search")}
        >
          {groups.map((group) => (
            <Combobox.Group key={group.name} label={group.name}>
              {group.starts.map((one) => (
                <Combobox.Option key={one.key} value={one.key}>
                  <Choice start={one} />
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

function Choice({ start }: { start: Start }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <StepIcon
        kind={start.kind === "schedule" ? "schedule" : "trigger"}
        service={start.kind === "event" ? start.slug : null}
        size={26}
      />
      <div>
        <Text size="sm">{start.label}</Text>
        <Text size="xs" opacity={0.8} lineClamp={2}>
          {start.help}
        </Text>
      </div>
    </Group>
  );
}

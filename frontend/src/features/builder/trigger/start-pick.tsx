import { Button } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { useDraft } from "../draft";
import { useNaming } from "../naming";
import { OfferMenu } from "../offer-menu";
import { StepIcon } from "../steps/step-icon";
import { type Start, startsOffered } from "./starts";

/** Chooses what starts the bundle: an event of a service, the clock, or people. */
export function StartPick({ onChoose }: { onChoose: (start: Start) => void }) {
  const say = useWords();
  const { catalog, connections, draft, mayEdit, triggerService } = useDraft();
  const naming = useNaming();
  const isChosen =
    triggerService !== null || Boolean(draft.trigger.schedule ?? draft.trigger.event);
  return (
    <OfferMenu
      label={say("builder.start.search")}
      groups={() => startsOffered(catalog, connections, say)}
      pictureOf={(start) => (
        <StepIcon
          kind={start.kind === "schedule" ? "schedule" : "trigger"}
          service={start.kind === "event" ? start.slug : null}
          size={26}
        />
      )}
      onChoose={onChoose}
    >
      {({ isOpen, toggle }) => (
        <Button
          data-field="event"
          fullWidth
          justify="flex-start"
          h="auto"
          py={10}
          variant={isChosen ? "default" : "filled"}
          disabled={!mayEdit}
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          leftSection={
            isChosen && (
              <StepIcon
                kind={draft.trigger.schedule ? "schedule" : "trigger"}
                service={triggerService}
                size={24}
              />
            )
          }
          onClick={toggle}
        >
          {isChosen ? naming.triggerTitle() : say("builder.start.choose")}
        </Button>
      )}
    </OfferMenu>
  );
}

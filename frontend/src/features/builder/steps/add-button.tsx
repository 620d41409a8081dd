import { ActionIcon } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useWords } from "../../../i18n/words";
import { useDraft } from "../draft";
import { OfferMenu } from "../offer-menu";
import type { Place } from "../places";
import { anAction, aStep } from "./new-step";
import { type Offer, stepsOffered } from "./offers";
import { StepIcon } from "./step-icon";
import { useStepDeeds } from "./use-step-deeds";

const WIDTH = 340;

/** The plus between two steps: a menu of everything that can be put in there. */
export function AddButton({ place }: { place: Place }) {
  const say = useWords();
  const { draft, catalog, connections } = useDraft();
  const deeds = useStepDeeds();
  const add = (offer: Offer) =>
    deeds.add(
      [offer.kind === "action" ? anAction(draft, offer, connections) : aStep(draft, offer.kind)],
      place,
    );
  return (
    <OfferMenu
      label={say("builder.add.search")}
      groups={() => stepsOffered(catalog, connections, say)}
      pictureOf={(offer) => (
        <StepIcon
          kind={offer.kind}
          service={offer.kind === "action" ? offer.slug : null}
          size={26}
        />
      )}
      onChoose={add}
      width={WIDTH}
    >
      {({ isOpen, toggle }) => (
        <ActionIcon
          className="nodrag"
          variant="default"
          radius="xl"
          size={26}
          data-place={JSON.stringify(place)}
          aria-label={say("builder.add.label")}
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          onClick={toggle}
        >
          <IconPlus size={14} />
        </ActionIcon>
      )}
    </OfferMenu>
  );
}

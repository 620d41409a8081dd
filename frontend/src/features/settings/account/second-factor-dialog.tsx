import { Modal } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { CodesStep } from "./codes-step";
import { TurnOff } from "./turn-off";
import { TurnOn } from "./turn-on";

export type FactorDeed = "turn_on" | "turn_off" | "codes" | "renew";

interface Props {
  deed: FactorDeed;
  onClose: () => void;
}

/** One thing done about the second factor; the password is asked once more where it is due. */
export function SecondFactorDialog({ deed, onClose }: Props) {
  const say = useWords();
  return (
    <Modal
      opened
      onClose={onClose}
      title={say(
        deed === "codes" || deed === "renew" ? "settings.factor.codes" : "settings.factor",
      )}
      closeOnClickOutside={false}
    >
      {deed === "turn_on" && <TurnOn onClose={onClose} />}
      {deed === "turn_off" && <TurnOff onClose={onClose} />}
      {(deed === "codes" || deed === "renew") && (
        <CodesStep isNew={deed === "renew"} onClose={onClose} />
      )}
    </Modal>
  );
}

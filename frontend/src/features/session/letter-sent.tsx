import { useWords } from "../../i18n/words";
import { TextLink } from "../../ui/text-link";
import { Door } from "./door";

/** A letter is on its way; what to do with it. */
export function LetterSent({ about }: { about: "confirm" | "reset" }) {
  const say = useWords();
  return (
    <Door
      title={say(`session.letter.${about}.title`)}
      lead={say(`session.letter.${about}.lead`)}
      footer={<TextLink to="/sign-in">{say("session.to_sign_in")}</TextLink>}
    >
      {null}
    </Door>
  );
}

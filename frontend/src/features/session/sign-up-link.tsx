import { useQuery } from "@tanstack/react-query";
import { isSignUpOpen } from "../../api/session";
import { useWords } from "../../i18n/words";
import { TextLink } from "../../ui/text-link";

/** The way to an account of one's own, where this server offers any. */
export function SignUpLink({ next }: { next: string | undefined }) {
  const say = useWords();
  const { data: isOpen } = useQuery({ queryKey: ["sign-up"], queryFn: isSignUpOpen });
  if (!isOpen) return null;
  return (
    <TextLink to="/sign-up" search={{ next }}>
      {say("session.sign_in.no_account")}
    </TextLink>
  );
}

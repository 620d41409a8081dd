import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { type Progress, signUp } from "../../api/session";
import { useWords } from "../../i18n/words";
import { TextLink } from "../../ui/text-link";
import { Door } from "./door";
import { useEnter } from "./enter";
import { LetterSent } from "./letter-sent";
import { PasswordForm } from "./password-form";

const route = getRouteApi("/sign-up");

/** An account and a workspace of one's own. */
export function SignUp() {
  const say = useWords();
  const enter = useEnter();
  const { next } = route.useSearch();
  const [left, setLeft] = useState<Progress>("in");
  const making = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) =>
      signUp(email, password),
    onSuccess: async (progress) => {
      if (progress === "in") await enter(next);
      else setLeft(progress);
    },
  });

  if (left === "confirm_email") return <LetterSent about="confirm" />;
  return (
    <Door
      title={say("session.sign_up.title")}
      lead={say("session.sign_up.lead")}
      footer={
        <TextLink to="/sign-in" search={{ next }}>
          {say("session.sign_up.have_account")}
        </TextLink>
      }
    >
      <PasswordForm
        verb={say("session.sign_up.do")}
        isNew
        isPending={making.isPending}
        error={making.error}
        onSend={making.mutate}
      />
    </Door>
  );
}

import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { type Progress, signIn } from "../../api/session";
import { useWords } from "../../i18n/words";
import { TextLink } from "../../ui/text-link";
import { CodeForm } from "./code-form";
import { Door } from "./door";
import { useEnter } from "./enter";
import { LetterSent } from "./letter-sent";
import { PasswordForm } from "./password-form";
import { SignUpLink } from "./sign-up-link";

const route = getRouteApi("/sign-in");

/** The door for people: e-mail and password, then a code where one was set up. */
export function SignIn() {
  const say = useWords();
  const enter = useEnter();
  const { next } = route.useSearch();
  const [left, setLeft] = useState<Progress>("in");
  const goOn = async (progress: Progress) => {
    if (progress === "in") await enter(next);
    else setLeft(progress);
  };
  const entering = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) =>
      signIn(email, password),
    onSuccess: goOn,
  });

  if (left === "code") return <CodeForm onDone={goOn} onBack={() => setLeft("in")} />;
  if (left === "confirm_email") return <LetterSent about="confirm" />;
  return (
    <Door
      title={say("session.sign_in.title")}
      footer={
        <>
          <TextLink to="/reset-password">{say("session.sign_in.forgotten")}</TextLink>
          <SignUpLink next={next} />
        </>
      }
    >
      <PasswordForm
        verb={say("session.sign_in.do")}
        isNew={false}
        isPending={entering.isPending}
        error={entering.error}
        onSend={entering.mutate}
      />
    </Door>
  );
}

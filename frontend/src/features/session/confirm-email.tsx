import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { confirmEmail } from "../../api/session";
import { useWords } from "../../i18n/words";
import { FormFailure } from "../../ui/form-failure";
import { tell } from "../../ui/notice";
import { TextLink } from "../../ui/text-link";
import { Door } from "./door";
import { useEnter } from "./enter";

const route = getRouteApi("/confirm-email/$key");

/** Where the link of the first letter leads. A click confirms: mail scanners open links too. */
export function ConfirmEmail() {
  const say = useWords();
  const router = useRouter();
  const enter = useEnter();
  const { key } = route.useParams();
  const confirming = useMutation({
    mutationFn: () => confirmEmail(key),
    onSuccess: async (progress) => {
      tell(say("session.confirm.done"));
      if (progress === "in") await enter();
      else await router.navigate({ to: "/sign-in" });
    },
  });
  return (
    <Door
      title={say("session.confirm.title")}
      lead={say("session.confirm.lead")}
      footer={<TextLink to="/sign-in">{say("session.to_sign_in")}</TextLink>}
    >
      <FormFailure error={confirming.error} />
      <Button onClick={() => confirming.mutate()} loading={confirming.isPending}>
        {say("session.confirm.do")}
      </Button>
    </Door>
  );
}

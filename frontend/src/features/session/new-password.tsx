import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { mistakeAt } from "../../api/problems";
import { ownerOfReset, resetPassword, signIn } from "../../api/session";
import { useWords } from "../../i18n/words";
import { FormFailure } from "../../ui/form-failure";
import { LoadingRows } from "../../ui/loading";
import { tell } from "../../ui/notice";
import { TextLink } from "../../ui/text-link";
import { Door } from "./door";
import { useEnter } from "./enter";
import { explained } from "./refusals";

const route = getRouteApi("/reset-password/$key");

/** Where the links of invitations and of forgotten passwords lead: a new password, and one is in. */
export function NewPassword() {
  const say = useWords();
  const { key } = route.useParams();
  const router = useRouter();
  const enter = useEnter();
  const owner = useQuery({
    queryKey: ["reset", key],
    queryFn: () => ownerOfReset(key),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const setting = useMutation({
    mutationFn: async (password: string) => {
      await resetPassword(key, password);
      return await signIn(owner.data ?? "", password);
    },
    onSuccess: async (progress) => {
      tell(say("session.new_password.done"));
      if (progress === "in") await enter();
      else await router.navigate({ to: "/sign-in" });
    },
  });
  const problem = explained(setting.error, say);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setting.mutate(String(new FormData(event.currentTarget).get("password")));
  };

  if (owner.error)
    return (
      <Door
        title={say("session.new_password.dead")}
        lead={say("session.new_password.dead.lead")}
        footer={<TextLink to="/sign-in">{say("session.to_sign_in")}</TextLink>}
      >
        <Button renderRoot={(props) => <Link to="/reset-password" {...props} />}>
          {say("session.new_password.again")}
        </Button>
      </Door>
    );
  return (
    <Door title={say("session.new_password.title")}>
      {owner.isPending ? (
        <LoadingRows rows={2} height={48} />
      ) : (
        <form onSubmit={send} noValidate>
          <Stack gap="md">
            <FormFailure error={problem} told={["/password"]} />
            <TextInput
              label={say("session.email")}
              value={owner.data}
              readOnly
              autoComplete="username"
            />
            <PasswordInput
              name="password"
              autoFocus
              autoComplete="new-password"
              label={say("session.new_password.label")}
              description={say("session.password.help")}
              error={mistakeAt(problem, "/password")}
            />
            <Button type="submit" loading={setting.isPending}>
              {say("session.new_password.do")}
            </Button>
          </Stack>
        </form>
      )}
    </Door>
  );
}

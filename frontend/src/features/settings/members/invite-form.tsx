import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { FormFailure } from "../../../ui/form-failure";
import { tell } from "../../../ui/notice";
import { entered } from "../entered";
import { isRole, ROLES, roleChoices } from "../roles";
import { useInvite } from "./queries";

/** Lets a person in by e-mail; somebody new is sent a link for a password. */
export function InviteForm() {
  const say = useWords();
  const inviting = useInvite();
  const problem = inviting.error ? problemOf(inviting.error) : null;
  const send = (event: React.FormEvent<HTMLFormElement>) => {
    const read = entered(event);
    const form = event.currentTarget;
    const role = read("role");
    const email = read("email");
    inviting.mutate(
      { body: { email, role: isRole(role) ? role : "viewer" } },
      {
        onSuccess: () => {
          tell(say("settings.members.invited", { email }));
          form.reset();
        },
      },
    );
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="sm">
        <FormFailure error={inviting.error} told={["/email", "/role"]} />
        <Group align="flex-start" gap="sm">
          <TextInput
            name="email"
            type="email"
            autoComplete="off"
            flex={2}
            miw={200}
            label={say("settings.email")}
            error={mistakeAt(problem, "/email")}
          />
          <Select
            name="role"
            flex={1}
            miw={140}
            allowDeselect={false}
            label={say("settings.role")}
            data={roleChoices(ROLES, say)}
            defaultValue="editor"
            error={mistakeAt(problem, "/role")}
          />
          <Button type="submit" mt={25} loading={inviting.isPending}>
            {say("settings.members.invite.do")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

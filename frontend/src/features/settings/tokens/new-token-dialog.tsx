import { Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMe } from "../../../api/me";
import { mistakeAt, problemOf } from "../../../api/problems";
import { useWords } from "../../../i18n/words";
import { FormButtons } from "../../../ui/form-buttons";
import { FormFailure } from "../../../ui/form-failure";
import { entered } from "../entered";
import { isRole, roleChoices, rolesUpTo } from "../roles";
import { LIFETIMES, lastMoment } from "./lifetimes";
import { useMakeToken } from "./queries";
import { TokenShown } from "./token-shown";

/** Makes a token that can do no more than its maker, and shows its text this once. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const { workspace } = useMe();
  const making = useMakeToken();
  const problem = making.error ? problemOf(making.error) : null;
  const send = (event: React.FormEvent<HTMLFormElement>) => {
    const read = entered(event);
    const role = read("role");
    making.mutate({
      body: {
        name: read("name"),
        role: isRole(role) ? role : "viewer",
        expires_at: lastMoment(read("lifetime")),
      },
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={say("settings.tokens.new")}
      closeOnClickOutside={!making.data}
    >
      {making.data ? (
        <TokenShown token={making.data.token} onClose={onClose} />
      ) : (
        <form onSubmit={send} noValidate>
          <Stack>
            <FormFailure error={making.error} told={["/name", "/role", "/expires_at"]} />
            <TextInput
              name="name"
              data-autofocus
              maxLength={200}
              label={say("settings.tokens.name")}
              description={say("settings.tokens.name.help")}
              error={mistakeAt(problem, "/name")}
            />
            <Select
              name="role"
              allowDeselect={false}
              label={say("settings.role")}
              description={say("settings.role.help")}
              data={roleChoices(rolesUpTo(workspace?.role ?? "viewer"), say)}
              defaultValue={workspace?.role === "owner" ? "editor" : workspace?.role}
              error={mistakeAt(problem, "/role")}
            />
            <Select
              name="lifetime"
              allowDeselect={false}
              label={say("settings.tokens.lifetime")}
              data={LIFETIMES.map((value) => ({
                value,
                label: say(`settings.tokens.lifetime.${value}`),
              }))}
              defaultValue="90"
              error={mistakeAt(problem, "/expires_at")}
            />
            <FormButtons
              verb={say("settings.tokens.make")}
              isPending={making.isPending}
              onCancel={onClose}
            />
          </Stack>
        </form>
      )}
    </Modal>
  );
}

import { ActionIcon, Group, Select, Stack, Text } from "@mantine/core";
import { IconUserMinus } from "@tabler/icons-react";
import { useState } from "react";
import { useMay, useMe } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { Ago } from "../../../ui/ago";
import { Ask } from "../../../ui/ask";
import { tell, tellFailure } from "../../../ui/notice";
import { isRole, ROLES, roleChoices } from "../roles";
import { Row } from "../row";
import { type Member, useChangeRole, useRemoveMember } from "./queries";

/** The members, each with their role; the server keeps the last owner in place. */
export function MemberList({ members }: { members: Member[] }) {
  const say = useWords();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const removing = useRemoveMember();
  const remove = (member: Member) =>
    removing.mutate(
      { params: { path: { id: member.id } } },
      {
        onSuccess: () => {
          tell(say("settings.members.removed", { email: member.user.email }));
          setLeaving(null);
        },
      },
    );
  return (
    <Stack gap={0} component="ul" m={0} p={0}>
      {members.map((member) => (
        <MemberRow key={member.id} member={member} onRemove={() => setLeaving(member)} />
      ))}
      {leaving && (
        <Ask
          title={say("settings.members.remove.ask", { email: leaving.user.email })}
          verb={say("settings.members.remove")}
          isPending={removing.isPending}
          error={removing.error}
          onYes={() => remove(leaving)}
          onClose={() => {
            removing.reset();
            setLeaving(null);
          }}
        >
          {say("settings.members.remove.touches")}
        </Ask>
      )}
    </Stack>
  );
}

function MemberRow({ member, onRemove }: { member: Member; onRemove: () => void }) {
  const say = useWords();
  const { me } = useMe();
  const isOwner = useMay("owner");
  const changing = useChangeRole();
  const { email, name } = member.user;
  const isMe = member.user.id === me.user?.id;
  const change = (role: string | null) => {
    if (!isRole(role)) return;
    changing.mutate(
      { params: { path: { id: member.id } }, body: { role } },
      { onSuccess: () => tell(say("settings.saved")), onError: tellFailure },
    );
  };
  return (
    <Row
      title={name || email}
      note={
        <>
          {name ? `${email} · ` : ""}
          {isMe ? `${say("settings.members.you")} · ` : ""}
          {say("settings.members.since")} <Ago at={member.created_at} />
        </>
      }
    >
      {isOwner ? (
        <Group gap="xs" wrap="nowrap">
          <Select
            size="xs"
            w={150}
            aria-label={say("settings.members.role_of", { email })}
            allowDeselect={false}
            data={roleChoices(ROLES, say)}
            value={member.role}
            disabled={changing.isPending}
            onChange={change}
          />
          <ActionIcon aria-label={say("settings.members.remove.who", { email })} onClick={onRemove}>
            <IconUserMinus size={16} />
          </ActionIcon>
        </Group>
      ) : (
        <Text size="sm">{say(`settings.role.${member.role}`)}</Text>
      )}
    </Row>
  );
}

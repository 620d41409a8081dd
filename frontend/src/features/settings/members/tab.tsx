import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/me";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { Section } from "../section";
import { InviteForm } from "./invite-form";
import { MemberList } from "./member-list";
import { membersQuery } from "./queries";

/** The people of the workspace; owners let them in, give them roles, and let them go. */
export function MembersTab() {
  const say = useWords();
  const isOwner = useMay("owner");
  const members = useQuery(membersQuery());
  return (
    <Stack>
      {isOwner && (
        <Section title={say("settings.members.invite")} help={say("settings.members.invite.help")}>
          <InviteForm />
        </Section>
      )}
      <Section title={say("settings.members")}>
        {members.isPending && <LoadingRows rows={3} height={48} />}
        {members.error && <Failed error={members.error} onRetry={members.refetch} />}
        {members.data && <MemberList members={members.data.results} />}
      </Section>
    </Stack>
  );
}

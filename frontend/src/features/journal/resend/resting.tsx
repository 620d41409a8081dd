import { Alert, Group } from "@mantine/core";
import { useWords } from "../../../i18n/words";
import { TextLink } from "../../../ui/text-link";

interface Props {
  bundles: readonly { id: string; name: string }[];
}

/** Says which bundles have to be started before anything that is resent to them moves. */
export function Resting({ bundles }: Props) {
  const say = useWords();
  if (bundles.length === 0) return null;
  return (
    <Alert color="yellow" variant="light">
      {say("journal.resend.resting", { count: bundles.length })}
      <Group gap="sm" mt={4}>
        {bundles.map(({ id, name }) => (
          <TextLink key={id} to="/bundles/$id" params={{ id }}>
            {name}
          </TextLink>
        ))}
      </Group>
    </Alert>
  );
}

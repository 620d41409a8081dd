import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { brokenParts, healthQuery } from "../../api/health";
import { useMe } from "../../api/me";
import { useFormat } from "../../i18n/format";
import { useWords } from "../../i18n/words";
import { TextLink } from "../../ui/text-link";

/** What every page says first: that a part of the installation is down, or that this is a demo. */
export function InstallationBanner() {
  const say = useWords();
  const format = useFormat();
  const { me } = useMe();
  const { data, isError } = useQuery(healthQuery());
  const broken = data ? brokenParts(data) : [];
  const names = format.list(broken.map((part) => say(`app.part.${part}`)));
  return (
    <div role="status">
      {(isError || broken.length > 0) && (
        <Alert color="orange" mb="md" icon={<IconAlertTriangle aria-hidden />}>
          <Text size="sm">
            {isError ? say("app.health.offline") : say("app.health.down", { names })}{" "}
            <TextLink to="/settings/system" underline="always">
              {say("app.health.see")}
            </TextLink>
          </Text>
        </Alert>
      )}
      {me.demo && (
        <Alert color="gray" mb="md" py={6}>
          <Text size="sm">{say("app.demo")}</Text>
        </Alert>
      )}
    </div>
  );
}

import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { secondFactor } from "../../../api/security";
import { useFormat } from "../../../i18n/format";
import { useWords } from "../../../i18n/words";
import { Failed } from "../../../ui/failed";
import { LoadingRows } from "../../../ui/loading";
import { State } from "../../../ui/state";
import { Section } from "../section";
import { secondFactorKey } from "./keys";
import { type FactorDeed, SecondFactorDialog } from "./second-factor-dialog";

/** Whether a code is asked for besides the password, and what to do about it. */
export function SecondFactorSection() {
  const say = useWords();
  const format = useFormat();
  const factor = useQuery({ queryKey: secondFactorKey, queryFn: secondFactor });
  const [deed, setDeed] = useState<FactorDeed | null>(null);
  const isOn = factor.data?.isOn ?? false;
  const deeds: FactorDeed[] = isOn ? ["codes", "renew", "turn_off"] : ["turn_on"];
  return (
    <Section title={say("settings.factor")} help={say("settings.factor.help")}>
      {factor.isPending && <LoadingRows rows={1} height={36} />}
      {factor.error && <Failed error={factor.error} onRetry={factor.refetch} />}
      {factor.data && (
        <Group justify="space-between" gap="sm">
          <State tone={isOn ? "good" : "calm"}>
            {isOn
              ? say("settings.factor.on", {
                  count: factor.data.codesLeft,
                  left: format.number(factor.data.codesLeft),
                })
              : say("settings.factor.off")}
          </State>
          <Group gap="xs">
            {deeds.map((one) => (
              <Button
                key={one}
                size="compact-sm"
                variant={one === "turn_on" ? "filled" : "default"}
                onClick={() => setDeed(one)}
              >
                {say(`settings.factor.${one}`)}
              </Button>
            ))}
          </Group>
        </Group>
      )}
      {deed && <SecondFactorDialog deed={deed} onClose={() => setDeed(null)} />}
    </Section>
  );
}

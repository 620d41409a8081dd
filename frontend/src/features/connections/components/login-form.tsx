import { Alert, Code, Group, Radio, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useMemo } from "react";
import { useWords } from "../../../i18n/words";
import { Copy } from "../../../ui/copy";
import { fieldsOf, type Inputs } from "../../../ui/schema-form/schema";
import { SchemaForm } from "../../../ui/schema-form/schema-form";
import type { WayIn } from "../model";

interface Props {
  ways: readonly WayIn[];
  way: WayIn;
  onWay: (kind: string) => void;
  inputs: Inputs;
  onChange: (inputs: Inputs) => void;
  mistakeOf: (name: string) => string | undefined;
  disabled: boolean;
}

/** How one signs in at a service: the way, where to find what it asks for, and the inputs. */
export function LoginForm({ ways, way, onWay, inputs, onChange, mistakeOf, disabled }: Props) {
  const say = useWords();
  const fields = useMemo(() => fieldsOf(way.fields), [way]);
  const isHook = way.kind === "webhook";
  const isOptional = way.fields_may_be_left_out || isHook;
  return (
    <Stack gap="sm">
      {ways.length > 1 && (
        <Radio.Group label={say("connections.add.way")} value={way.kind} onChange={onWay}>
          <Stack gap={6} mt={6}>
            {ways.map((one) => (
              <Radio key={one.kind} value={one.kind} label={one.label} disabled={disabled} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {way.help && (
        <Alert
          color="gray"
          icon={<IconInfoCircle aria-hidden />}
          title={fields.length > 0 && !isHook ? say("connections.add.where") : undefined}
        >
          <Text size="sm">{way.help}</Text>
          {way.callback_url && <Redirect url={way.callback_url} />}
        </Alert>
      )}
      {way.kind === "oauth2" && !way.fields_may_be_left_out && (
        <Text size="sm">{say("connections.add.own_app")}</Text>
      )}
      <SchemaForm
        key={way.kind}
        fields={isOptional ? fields.map((one) => ({ ...one, isRequired: false })) : fields}
        inputs={inputs}
        onChange={onChange}
        mistakeOf={mistakeOf}
        foldLabel={
          isOptional ? say(isHook ? "connections.add.secret" : "connections.add.app") : undefined
        }
        folds={isOptional || fields.some((one) => one.isRequired)}
        disabled={disabled}
      />
    </Stack>
  );
}

function Redirect({ url }: { url: string }) {
  const say = useWords();
  return (
    <Stack gap={2} mt="xs">
      <Text size="sm">{say("connections.add.redirect")}</Text>
      <Group gap={4} wrap="nowrap">
        <Code>{url}</Code>
        <Copy value={url} label={say("connections.add.copy_redirect")} />
      </Group>
    </Stack>
  );
}

import { ActionIcon, Group, Modal, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useWords } from "../../i18n/words";
import { ConnectorIcon } from "../../ui/connector-icon";
import { Failed } from "../../ui/failed";
import { LoadingRows } from "../../ui/loading";
import { Added } from "./components/added";
import { FirstSignIn } from "./components/first-sign-in";
import { NewConnection } from "./components/new-connection";
import { ServicePicker } from "./components/service-picker";
import type { Connection } from "./model";
import { connectorQuery } from "./queries";

interface Props {
  /** The service's slug; without it one chooses first. */
  connector?: string | undefined;
  /** Called once: with the new connection's id, or null when nothing came of it. */
  onDone: (id: string | null) => void;
}

/** Adds a connection: service, login, proof that it works; nothing is kept that does not work. */
export function AddConnectionDialog({ connector, onDone }: Props) {
  const say = useWords();
  const [slug, choose] = useState(connector ?? null);
  const [made, setMade] = useState<Connection | null>(null);
  const isSignedIn = made !== null && made.status !== "needs_login";
  const close = () => onDone(isSignedIn ? made.id : null);
  const canGoBack = slug !== null && !connector && !made;

  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      closeButtonProps={{ "aria-label": say("ui.close") }}
      title={<Title slug={slug} onBack={canGoBack ? () => choose(null) : undefined} />}
    >
      {slug === null && <ServicePicker onChoose={choose} />}
      {slug !== null && (
        <Steps slug={slug} made={made} onMade={setMade} onClose={close} isSignedIn={isSignedIn} />
      )}
    </Modal>
  );
}

function Title({ slug, onBack }: { slug: string | null; onBack: (() => void) | undefined }) {
  const say = useWords();
  const { data: connector } = useQuery({ ...connectorQuery(slug ?? ""), enabled: slug !== null });
  return (
    <Group gap="xs" wrap="nowrap">
      {onBack && (
        <ActionIcon onClick={onBack} aria-label={say("connections.add.back")}>
          <IconArrowLeft size={18} />
        </ActionIcon>
      )}
      {slug && <ConnectorIcon slug={slug} name="" size={24} />}
      <Text component="span" fw={650}>
        {connector
          ? say("connections.add.title_of", { service: connector.name })
          : say("connections.add.title")}
      </Text>
    </Group>
  );
}

interface StepsProps {
  slug: string;
  made: Connection | null;
  onMade: (connection: Connection) => void;
  onClose: () => void;
  isSignedIn: boolean;
}

function Steps({ slug, made, onMade, onClose, isSignedIn }: StepsProps) {
  const { data: connector, error, refetch } = useQuery(connectorQuery(slug));
  if (error) return <Failed error={error} onRetry={refetch} />;
  if (!connector) return <LoadingRows rows={3} height={56} />;
  if (!made) return <NewConnection connector={connector} onMade={onMade} onCancel={onClose} />;
  if (isSignedIn) return <Added connection={made} connector={connector} onClose={onClose} />;
  return (
    <FirstSignIn connection={made} connector={connector} onSignedIn={onMade} onLater={onClose} />
  );
}

import { Avatar } from "@mantine/core";

interface Props {
  slug: string;
  /** The service's name; empty where it is written beside. */
  name: string;
  size?: number;
}

/** A service's picture. */
export function ConnectorIcon({ slug, name, size = 28 }: Props) {
  return (
    <Avatar src={`/api/v1/connectors/${slug}/icon`} alt={name} size={size} radius="sm">
      {name.slice(0, 1)}
    </Avatar>
  );
}

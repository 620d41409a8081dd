import { Anchor, type AnchorProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { Ref } from "react";

interface Props extends Omit<AnchorProps, "href"> {
  ref?: Ref<HTMLAnchorElement>;
}

function Styled(props: Props) {
  return <Anchor size="sm" {...props} />;
}

/** A link within the dashboard that reads as one. */
export const TextLink = createLink(Styled);

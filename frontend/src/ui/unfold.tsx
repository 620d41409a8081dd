import { Button } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";

interface Props {
  isOpen: boolean;
  onClick: () => void;
  children: string;
}

/** Shows and hides what stands below it. */
export function Unfold({ isOpen, onClick, children }: Props) {
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      w="fit-content"
      aria-expanded={isOpen}
      leftSection={<Chevron size={14} />}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}

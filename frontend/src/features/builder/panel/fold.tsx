import { Collapse, Stack, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./fold.module.css";

interface Props {
  title: string;
  /** Whether it shows at once: something unusual is set in there. */
  isOpenFirst: boolean;
  children: ReactNode;
}

/** Settings few people need, folded until they are asked for. */
export function Fold({ title, isOpenFirst, children }: Props) {
  const [isOpen, { toggle }] = useDisclosure(isOpenFirst);
  return (
    <div>
      <UnstyledButton className={classes.fold} aria-expanded={isOpen} onClick={toggle}>
        {isOpen ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
        {title}
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Stack gap="md" pt="xs">
          {children}
        </Stack>
      </Collapse>
    </div>
  );
}

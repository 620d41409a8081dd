import { ActionIcon, Group, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp, IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useWords } from "../../../i18n/words";
import { useDraft } from "../draft";
import type { Bundle } from "../queries";
import type { Editor } from "../use-editor";
import classes from "./builder-header.module.css";
import { LifeControls } from "./life-controls";
import { NameField } from "./name-field";
import { SavedState } from "./saved-state";
import { ViewSwitch } from "./view-switch";

/** The bundle's name, how far its draft is saved, and what one does with the whole of it. */
export function BuilderHeader({ bundle, editor }: { bundle: Bundle; editor: Editor }) {
  const say = useWords();
  const { dispatch } = useDraft();
  return (
    <Group component="header" className={classes.header} gap="xs" wrap="nowrap">
      <VisuallyHidden component="h1">{bundle.name}</VisuallyHidden>
      <Tooltip label={say("builder.back")}>
        <ActionIcon
          aria-label={say("builder.back")}
          renderRoot={(props) => <Link to="/bundles" {...props} />}
        >
          <IconArrowLeft size={18} />
        </ActionIcon>
      </Tooltip>
      <NameField bundle={bundle} />
      <SavedState editor={editor} />
      <ViewSwitch />
      <Group gap={4} wrap="nowrap">
        <Tooltip label={say("builder.undo")}>
          <ActionIcon
            aria-label={say("builder.undo")}
            disabled={!editor.mayUndo}
            onClick={() => dispatch({ do: "undo" })}
          >
            <IconArrowBackUp size={18} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={say("builder.redo")}>
          <ActionIcon
            aria-label={say("builder.redo")}
            disabled={!editor.mayRedo}
            onClick={() => dispatch({ do: "redo" })}
          >
            <IconArrowForwardUp size={18} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <LifeControls bundle={bundle} editor={editor} />
    </Group>
  );
}

/** The dialogs of this page; fetched when the first one opens. */
import type { Question } from "../questions";
import { Confidential } from "./confidential";
import { DeleteGroup } from "./delete-group";
import { Failures } from "./failures";
import { GroupName } from "./group-name";
import { MoveToGroup } from "./move-to-group";
import { RunUntil } from "./run-until";
import { StartDialog } from "./start-dialog";
import { Unready } from "./unready";
import { WhyWaiting } from "./why-waiting";

/** Shows the dialog that a question is. */
export function Dialogs({ question, onClose }: { question: Question; onClose: () => void }) {
  switch (question.what) {
    case "start":
      return <StartDialog {...question} onClose={onClose} />;
    case "unready":
      return <Unready {...question} onClose={onClose} />;
    case "until":
      return <RunUntil {...question} onClose={onClose} />;
    case "waiting":
      return <WhyWaiting {...question} onClose={onClose} />;
    case "confidential":
      return <Confidential {...question} onClose={onClose} />;
    case "new_group":
      return <GroupName onClose={onClose} />;
    case "move":
      return <MoveToGroup {...question} onClose={onClose} />;
    case "rename_group":
      return <GroupName group={question.group} onClose={onClose} />;
    case "delete_group":
      return <DeleteGroup {...question} onClose={onClose} />;
    case "failures":
      return <Failures {...question} onClose={onClose} />;
  }
}

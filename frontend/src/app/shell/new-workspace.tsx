import { lazy, Suspense } from "react";

const Dialog = lazy(async () => ({
  default: (await import("./new-workspace-dialog")).NewWorkspaceDialog,
}));

interface Props {
  opened: boolean;
  onClose: () => void;
}

/** The dialog that makes a workspace, fetched when it is first opened. */
export function NewWorkspace(props: Props) {
  return <Suspense fallback={null}>{props.opened && <Dialog {...props} />}</Suspense>;
}

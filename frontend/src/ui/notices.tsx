/** The corner in which notices show; fetched when there is a first one. */
import { Notifications, notifications } from "@mantine/notifications";
import { UndoNotice } from "./undo-notice";

export interface Notice {
  message: string;
  color?: string;
  autoClose?: number;
  onUndo?: () => void;
}

export function Notices() {
  return <Notifications position="bottom-right" />;
}

/** Show a notice; the way back closes it. */
export function show({ message, onUndo, ...look }: Notice): void {
  if (!onUndo) {
    notifications.show({ message, ...look });
    return;
  }
  const id = crypto.randomUUID();
  const undo = () => {
    notifications.hide(id);
    onUndo();
  };
  notifications.show({ id, message: <UndoNotice message={message} onUndo={undo} />, ...look });
}

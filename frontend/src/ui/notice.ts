/** Short words about what was just done, with a way back where there is one. */
import { notifications } from "@mantine/notifications";
import { say } from "../i18n/words";
import { wordsOf } from "./failed";

export function tell(message: string): void {
  notifications.show({ message });
}

/** Tell that an action failed, why, and what to do about it. */
export function tellFailure(error: unknown): void {
  notifications.show({ message: wordsOf(error, say), color: "red", autoClose: 10_000 });
}

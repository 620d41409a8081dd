import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useWords } from "../../i18n/words";
import { Empty } from "../../ui/empty";
import { NewWorkspace } from "./new-workspace";

/** Somebody who is in no workspace: they may wait to be let in, or make one. */
export function Homeless() {
  const say = useWords();
  const [isMaking, making] = useDisclosure();
  return (
    <>
      <Empty
        title={say("app.homeless.title")}
        help={say("app.homeless.help")}
        action={<Button onClick={making.open}>{say("app.workspace.new")}</Button>}
      />
      <NewWorkspace opened={isMaking} onClose={making.close} />
    </>
  );
}

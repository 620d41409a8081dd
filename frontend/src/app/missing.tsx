import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useWords } from "../i18n/words";
import { Empty } from "../ui/empty";

/** An address that leads nowhere. */
export function Missing() {
  const say = useWords();
  return (
    <Empty
      isPage
      title={say("app.missing.title")}
      help={say("app.missing.help")}
      action={
        <Button renderRoot={(props) => <Link to="/bundles" {...props} />}>
          {say("app.missing.back")}
        </Button>
      }
    />
  );
}

import { Button, Center, Paper, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { signIn } from "../../api/session";
import { useWords } from "../../i18n/words";
import { Failed } from "../../ui/failed";

const route = getRouteApi("/sign-in");

/** The door for people. */
export function SignIn() {
  const say = useWords();
  const cache = useQueryClient();
  const router = useRouter();
  const { next } = route.useSearch();
  const form = useForm({ initialValues: { email: "", password: "" } });
  const entering = useMutation({
    mutationFn: ({ email, password }: typeof form.values) => signIn(email, password),
    onSuccess: async () => {
      cache.clear();
      await router.navigate({ href: next ?? "/bundles" });
    },
  });
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w={400} maw="100%">
        <form onSubmit={form.onSubmit((values) => entering.mutate(values))}>
          <Stack>
            <Title order={1} size="h3">
              {say("session.title")}
            </Title>
            {entering.error && <Failed error={entering.error} />}
            <TextInput
              type="email"
              autoComplete="username"
              required
              label={say("session.email")}
              {...form.getInputProps("email")}
            />
            <PasswordInput
              autoComplete="current-password"
              required
              label={say("session.password")}
              {...form.getInputProps("password")}
            />
            <Button type="submit" loading={entering.isPending}>
              {say("session.sign_in")}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}

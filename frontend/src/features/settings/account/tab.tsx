import { Stack } from "@mantine/core";
import { Browsers } from "./browsers";
import { PasswordChange } from "./password-change";
import { Profile } from "./profile";
import { SecondFactorSection } from "./second-factor-section";

/** Oneself: name, language, look, and what guards the account. */
export function AccountTab() {
  return (
    <Stack>
      <Profile />
      <PasswordChange />
      <SecondFactorSection />
      <Browsers />
    </Stack>
  );
}

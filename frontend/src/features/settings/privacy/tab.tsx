import { Stack } from "@mantine/core";
import { useMay } from "../../../api/me";
import { ConfidentialBundles } from "./confidential-bundles";
import { EraseForm } from "./erase-form";
import { Erasures } from "./erasures";
import { MaskedFields } from "./masked-fields";

/** What is kept of other people's data, and how it goes. */
export function PrivacyTab() {
  const isOwner = useMay("owner");
  return (
    <Stack>
      <MaskedFields />
      <ConfidentialBundles />
      {isOwner && <EraseForm />}
      <Erasures />
    </Stack>
  );
}

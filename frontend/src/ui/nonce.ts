/** The content policy lets only styles with this page's nonce in; libraries that add some get it here. */
import { setNonce } from "get-nonce";

export function pageNonce(): string {
  return document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
}

/** Hand the nonce to those who ask no provider for it (the scroll lock of dialogs). */
export function announceNonce(): void {
  setNonce(pageNonce());
}

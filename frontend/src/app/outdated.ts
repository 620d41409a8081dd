/** A tab that was opened before an upgrade: the files of its other pages are not there any more. */
const MEMORY = "svyazka.reloaded";
const ONCE_IN_MS = 60_000;

const unfetched = new WeakSet<Error>();

/** Tell whether an error is that a file of the dashboard could not be fetched. */
export function isUnfetched(error: unknown): boolean {
  return error instanceof Error && unfetched.has(error);
}

/** Read the page anew when a file of it is gone; once, as it may be gone for another reason. */
export function watchOutdated(): void {
  window.addEventListener("vite:preloadError", (event) => {
    unfetched.add(event.payload);
    const last = Number(sessionStorage.getItem(MEMORY) ?? 0);
    if (Date.now() - last < ONCE_IN_MS) return;
    sessionStorage.setItem(MEMORY, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}

const SEEN = ":scope > :not(style, script)";

/** Take away what the page shows while its code is coming once there is something else to see. */
export function watchFirstSight(root: HTMLElement): void {
  const watch = new MutationObserver(() => {
    if (!root.querySelector(SEEN)) return;
    document.getElementById("first")?.remove();
    watch.disconnect();
  });
  watch.observe(root, { childList: true });
}

/** `/` goes to the search of the page: the input that says `data-page-search`. */
export function focusPageSearch(): void {
  document.querySelector<HTMLInputElement>("[data-page-search]")?.focus();
}

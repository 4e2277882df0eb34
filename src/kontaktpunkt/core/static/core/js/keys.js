// Keys for people who do the same thing a hundred times a day.

/** "/" goes to the search, Ctrl+Enter sends the form that says it may be sent that way. */
export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !isWriting(event.target)) goToSearch(event);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sendForm(event);
  });
}

function isWriting(element) {
  const chosen = "[type=radio], [type=checkbox], [type=button], [type=submit]";
  return element.isContentEditable || element.matches(`input:not(${chosen}), textarea, select`);
}

function goToSearch(event) {
  const search = document.querySelector("[data-search-shortcut]");
  if (!search || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function sendForm(event) {
  const within = event.target.closest?.("form[data-submit-shortcut]");
  const form = within ?? document.querySelector("form[data-submit-shortcut]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-submit-first]") ?? undefined);
}

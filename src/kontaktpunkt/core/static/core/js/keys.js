// Keys for people who do the same thing a hundred times a day.

const REMEMBERED = "single-keys";

/** "/" goes to the search, "?" shows the keys, Ctrl+Enter sends the form that may be sent so. */
export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sendForm(event);
    if (event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return;
    if (event.key === "/" && singleKeysWork()) goToSearch(event);
    if (event.key === "?" && singleKeysWork()) showKeys(event);
  });
  offerKeys();
}

function isWriting(element) {
  const chosen = "[type=radio], [type=checkbox], [type=button], [type=submit]";
  return element.isContentEditable || element.matches(`input:not(${chosen}), textarea, select`);
}

function goToSearch(event) {
  const search = document.querySelector("[data-search-shortcut]");
  if (!search || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function sendForm(event) {
  const within = event.target.closest?.("form[data-submit-shortcut]");
  const form = within ?? document.querySelector("form[data-submit-shortcut]");
  if (!form || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-submit-first]") ?? undefined);
}

// --- The list of keys, and the switch that WCAG 2.1.4 asks for.

function offerKeys() {
  for (const button of document.querySelectorAll("[data-shows-keys]")) {
    button.hidden = false;
    button.addEventListener("click", showKeys);
  }
  const choice = document.getElementById("single-keys");
  if (!choice) return;
  choice.checked = singleKeysWork();
  choice.addEventListener("change", () => {
    localStorage.setItem(REMEMBERED, choice.checked ? "yes" : "no");
  });
}

function showKeys(event) {
  const keys = document.getElementById("keys");
  if (!keys || keys.open) return;
  event.preventDefault();
  keys.showModal();
}

function singleKeysWork() {
  return localStorage.getItem(REMEMBERED) !== "no";
}

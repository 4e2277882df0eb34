// What every page does beyond the server's HTML. Nothing here is needed to use a page.

import { startClocks } from "./clock.js";
import { keepDrafts, settleSent } from "./drafts.js";
import { listenToKeys } from "./keys.js";
import { showFailure, startNotices } from "./notices.js";

/** Bring a fresh piece of page to life: the whole document, or what htmx swapped in. */
function awaken(scope) {
  window.DKFDS?.init({ scope });
  keepDrafts(scope);
  startClocks(scope);
  startNotices(scope);
  focusFirstProblem(scope);
}

function focusFirstProblem(scope) {
  const problem = scope.querySelector("[data-error-summary]");
  if (!problem || problem.closest("[data-specimen]")) return;
  problem.focus();
  problem.addEventListener("click", followToField);
}

/** A link in the summary leads to the field, with its label in view. */
function followToField(event) {
  const link = event.target.closest('a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const group = field.closest(".form-group") ?? field;
  group.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}

/** On a narrow screen the navigation folds away behind its button. */
function foldNavigation() {
  const header = document.querySelector("[data-folds]");
  const button = header?.querySelector(".nav-button");
  const navigation = header?.querySelector(".main-nav");
  if (!button || !navigation) return;
  header.classList.add("is-folding");
  button.addEventListener("click", () => {
    const open = navigation.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
  });
}

/** Menus close when one looks elsewhere or presses Escape. */
function closeMenus() {
  const openMenus = () => document.querySelectorAll("[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

/** On paper, the numbers behind a picture stand beneath it. */
function unfoldForPrint() {
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details.numbers-behind:not([open])")];
    for (const numbers of unfolded) numbers.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const numbers of unfolded) numbers.open = false;
  });
}

/** What the page asks by itself now and then may fail without a word; it asks again. */
function asksQuietly(event) {
  return event.detail.elt.matches("[data-asks-quietly]");
}

function listenToServer() {
  document.body.addEventListener("htmx:load", (event) => {
    // The first load is the page itself, which has been awakened below.
    if (event.detail.elt !== document.body) awaken(event.detail.elt);
  });
  document.body.addEventListener("htmx:sendError", (event) => {
    if (!asksQuietly(event)) showFailure({ lost: true });
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    if (!asksQuietly(event)) showFailure({ reference: event.detail.xhr.getResponseHeader("X-Reference") });
  });
}

foldNavigation();
closeMenus();
listenToKeys();
unfoldForPrint();
listenToServer();
settleSent();
awaken(document.body);

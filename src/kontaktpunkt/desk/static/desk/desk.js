// The desk beyond the server's HTML: keys in the search, which question is written, nothing lost.

import { holdWhileBusy } from "./hold.js";

startFinder();
startLiveContact();

// --- Search: arrows walk through what was found, Escape leaves it.

function startFinder() {
  const finder = document.querySelector("[data-finder]");
  const field = finder?.querySelector("[type=search]");
  const found = finder?.querySelector(".found-drop");
  if (!field || !found) return;
  finder.addEventListener("keydown", (event) => walk(event, field, found));
  keepPlace(field, found);
  document.addEventListener("click", (event) => {
    if (!finder.contains(event.target)) found.replaceChildren();
  });
  field.addEventListener("input", () => {
    if (!field.value) found.replaceChildren();
  });
  // Who is already in the search presses "/" out of habit.
  field.addEventListener("keydown", (event) => {
    if (event.key === "/" && !field.value) event.preventDefault();
  });
}

function walk(event, field, found) {
  if (event.key === "Escape") {
    found.replaceChildren();
    field.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [field, ...found.querySelectorAll("button, a")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** A later answer may come while one walks: stay with the same person, or go back and type on. */
function keepPlace(field, found) {
  let place;
  found.addEventListener("htmx:beforeSwap", () => {
    place = found.contains(document.activeElement) && (document.activeElement.dataset.place ?? "");
  });
  found.addEventListener("htmx:afterSwap", () => {
    if (place === false) return;
    const same = [...found.querySelectorAll("[data-place]")].find((it) => it.dataset.place === place);
    (same ?? field).focus();
  });
}

// --- The contact that is going on.

function startLiveContact() {
  const form = () => document.querySelector("form[data-live]");
  if (!form()) return;
  holdWhileBusy(form);
  let unsaved = false;
  document.addEventListener("focusin", (event) => follow(event, form()));
  document.addEventListener("input", (event) => {
    if (event.target.form === form()) unsaved = true;
  });
  document.addEventListener("submit", (event) => {
    if (event.target === form()) unsaved = false;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && form()?.contains(event.detail.elt)) unsaved = false;
  });
  // A tab that is switched or closed within the pause of typing: send what is there.
  window.addEventListener("pagehide", () => {
    if (unsaved && form()) navigator.sendBeacon(form().action, new FormData(form()));
  });
}

/** The help follows the question that is being written. */
function follow(event, form) {
  const question = event.target.closest("[data-question]");
  const active = form?.querySelector("[data-active]");
  if (!question || !active || active.value === question.dataset.question) return;
  active.value = question.dataset.question;
  for (const each of form.querySelectorAll("[data-question]")) {
    each.classList.toggle("question--active", each === question);
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

// What is written survives a lost connection, a wrong click and a reload.
//
// <form data-keep="contact-17"> keeps its texts and choices in this tab until the server has
// answered them: with the page that follows, or with the form again, its mistakes marked and what
// was typed filled in. A page that says "not saved" is no answer, and neither is going back.

import { words } from "./words.js";

const PREFIX = "draft:";
const SENT = "sent";
const PAUSE_MILLISECONDS = 400;
// Secrets and the server's own fields never go into the browser's storage.
const NEVER = new Set(["hidden", "password", "file", "submit", "button"]);

/** Drop the draft that this page answers. Once, before any form of the page is filled. */
export function settleSent() {
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (sent && isAnswer()) sessionStorage.removeItem(sent);
  document.body.addEventListener("htmx:afterRequest", settleRequest);
}

function isAnswer() {
  const [navigation] = performance.getEntriesByType("navigation");
  return !("unsaved" in document.body.dataset) && navigation?.type === "navigate";
}

function settleRequest(event) {
  const key = event.detail.elt.dataset?.keep;
  if (!key) return;
  sessionStorage.removeItem(SENT);
  if (event.detail.successful) sessionStorage.removeItem(PREFIX + key);
}

export function keepDrafts(scope) {
  const forms = [...scope.querySelectorAll("form[data-keep]")];
  if (scope.matches?.("form[data-keep]")) forms.push(scope);
  for (const form of forms) keep(form);
}

function keep(form) {
  if (form.dataset.kept) return;
  form.dataset.kept = "yes";
  restore(form);
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => store(form), PAUSE_MILLISECONDS);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    store(form);
    sessionStorage.setItem(SENT, PREFIX + form.dataset.keep);
  });
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !NEVER.has(field.type));
}

function store(form) {
  const draft = fieldsOf(form).map((field) => [field.name, field.value, isChosen(field)]);
  try {
    sessionStorage.setItem(PREFIX + form.dataset.keep, JSON.stringify(draft));
    say(form, words("kept"));
  } catch {
    // A full or forbidden storage only means that nothing is kept; the form works as ever.
  }
}

function isChosen(field) {
  return field.type === "checkbox" || field.type === "radio" ? field.checked : null;
}

function restore(form) {
  const stored = sessionStorage.getItem(PREFIX + form.dataset.keep);
  if (!stored) return;
  let changed = false;
  for (const [name, value, chosen] of JSON.parse(stored)) {
    for (const field of fieldsOf(form).filter((one) => one.name === name)) {
      changed = refill(field, value, chosen) || changed;
    }
  }
  if (changed) say(form, words("restored"));
}

/** Fill a field that is still as the server left it; what the server sent filled wins. */
function refill(field, value, chosen) {
  if (chosen !== null) {
    if (field.value !== value || field.checked === chosen) return false;
    field.checked = chosen;
    return true;
  }
  if (field.value || !value) return false;
  field.value = value;
  return true;
}

function say(form, text) {
  const place = form.querySelector("[data-keep-status]");
  if (place) place.textContent = text;
}

// Notices: said once in a live region, closed by the person or by time when nothing is asked.

import { words } from "./words.js";

const STAYS_MILLISECONDS = 12_000;

export function startNotices(scope) {
  const notices = [...scope.querySelectorAll("[data-closes]")];
  if (scope.matches?.("[data-closes]")) notices.push(scope);
  for (const notice of notices) makeClosable(notice);
}

/** Say that an answer did not come, or came as an error. Nothing on the page is replaced. */
export function showFailure({ lost = false, reference = null }) {
  const sentence = lost ? words("lost") : words("failed");
  const text = reference ? `${sentence} ${words("reference")} ${reference}` : sentence;
  document.getElementById("notices")?.append(failure(text));
}

function failure(text) {
  const notice = document.createElement("div");
  notice.className = "notice notice--bad";
  const place = document.createElement("div");
  place.className = "notice__text";
  place.append(Object.assign(document.createElement("p"), { textContent: text }));
  notice.append(place);
  makeClosable(notice);
  return notice;
}

function makeClosable(notice) {
  if (notice.querySelector(".notice__close")) return;
  notice.append(closeButton(notice));
  const asks = notice.matches(".notice--bad, .notice--soon") || notice.querySelector("form, a");
  if (!asks) closeLater(notice);
}

function closeButton(notice) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "notice__close";
  button.setAttribute("aria-label", words("close"));
  button.textContent = "×";
  button.addEventListener("click", () => notice.remove());
  return button;
}

/** Time stands still while somebody reads: WCAG 2.2.1. */
function closeLater(notice) {
  if (!document.body.classList.contains("workspace")) return;
  let timer = setTimeout(() => notice.remove(), STAYS_MILLISECONDS);
  notice.addEventListener("pointerenter", () => clearTimeout(timer));
  notice.addEventListener("focusin", () => clearTimeout(timer));
  notice.addEventListener("pointerleave", () => {
    timer = setTimeout(() => notice.remove(), STAYS_MILLISECONDS);
  });
}

// Lines of the call's lists are added in the page; without script the server adds them.

const MARK = /__prefix__/g;

function addLine(list) {
  const total = list.querySelector("[name$='-TOTAL_FORMS']");
  const line = list.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const element of line.querySelectorAll("[name], [id], [for]")) number(element, total.value);
  total.value = Number(total.value) + 1;
  line.ariaLabel = line.ariaLabel.replace("__number__", total.value);
  list.querySelector("[data-rows-list]").append(line);
  line.querySelector("input[type='text']").focus();
}

function number(element, place) {
  for (const attribute of ["name", "id", "for"]) {
    const value = element.getAttribute(attribute);
    if (value) element.setAttribute(attribute, value.replace(MARK, place));
  }
}

/** Enter in a line begins the next one, as in any list; it never sends the call by accident. */
function onEnter(event) {
  const list = event.target.closest("[data-rows]");
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !list) return;
  if (event.target.matches("button")) return;
  event.preventDefault();
  addLine(list);
}

for (const list of document.querySelectorAll("[data-rows]")) {
  list.addEventListener("keydown", onEnter);
  list.querySelector("[data-rows-add]").addEventListener("click", (event) => {
    event.preventDefault();
    addLine(list);
  });
}

// Once the form itself is sent, what was typed goes with it. A saving that came after it would look
// like somebody else's on the next page.
const form = document.getElementById("call-form");
let isSent = false;

form.addEventListener("submit", () => {
  isSent = true;
  window.htmx?.trigger(form, "htmx:abort");
});
form.addEventListener("htmx:beforeRequest", (event) => {
  if (isSent) event.preventDefault();
});
// Back from the next page, the browser may show this one as it was left.
window.addEventListener("pageshow", () => {
  isSent = false;
});

// While an answer is on its way that draws a form anew, people go on: what they type and press
// meanwhile is kept, and done when the answer is there.

const SERVERS_OWN = "[type=hidden], button";
const A_QUESTIONS_FIELD = /^q\d+-/;

/** Lose nothing of a form that its own buttons draw anew; `formNow` returns it as it stands. */
export function holdWhileBusy(formNow) {
  const underway = new Map();
  let pressed = [];
  let typed = [];

  document.body.addEventListener("htmx:beforeSend", ({ detail }) => {
    if (isSending(detail, formNow())) underway.set(detail.xhr, actionOf(detail.requestConfig));
  });
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target === formNow()) typed = typedSince(detail.requestConfig, formNow());
  });
  document.body.addEventListener("htmx:afterSwap", () => refill(typed, formNow()));
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    // The new form listens once htmx has settled it.
    if (underway.has(detail.xhr)) setTimeout(() => goOn(detail), window.htmx.config.defaultSettleDelay);
  });
  // In the capturing phase, before htmx and the browser hear of it.
  document.addEventListener("click", hold, { capture: true });
  document.addEventListener("submit", hold, { capture: true });

  function hold(event) {
    const button = event.type === "submit" ? event.submitter : event.target.closest?.("button");
    if (underway.size === 0 || !button?.value || button.form !== formNow()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // Pressed twice in haste means once.
    const known = [...underway.values(), ...pressed];
    if (!known.includes(button.value)) pressed.push(button.value);
  }

  function goOn(answer) {
    const action = underway.get(answer.xhr);
    underway.delete(answer.xhr);
    if (typed.length > 0) formNow()?.dispatchEvent(new Event("input", { bubbles: true }));
    typed = [];
    if (!answer.successful) pressed = [];
    if (renumbers(action)) pressed = pressed.filter((value) => !value.includes(":"));
    if (underway.size === 0) buttonOf(pressed.shift(), formNow())?.click();
  }
}

function isSending(request, form) {
  const isOurs = form !== null && (request.elt === form || form.contains(request.elt));
  return isOurs && request.requestConfig.verb === "post";
}

function actionOf(request) {
  return String(request.formData.get("action") ?? "");
}

/** Numbers of questions mean others once one was removed: what was said by number is let go. */
function renumbers(action) {
  return action.startsWith("remove:");
}

/** What was typed or chosen after the request had read the form. */
function typedSince(request, form) {
  const now = new FormData(form);
  const isLost = (name) => renumbers(actionOf(request)) && A_QUESTIONS_FIELD.test(name);
  return [...form.elements]
    .filter((field) => field.name && !field.matches(SERVERS_OWN) && !isLost(field.name))
    .filter(({ name }) => String(now.getAll(name)) !== String(request.formData.getAll(name)))
    .map(({ name, value, checked }) => ({ name, value, checked }));
}

function refill(typed, form) {
  for (const { name, value, checked } of typed) {
    for (const field of form?.querySelectorAll(`[name="${CSS.escape(name)}"]`) ?? []) {
      if (!field.matches("[type=radio], [type=checkbox]")) field.value = value;
      else if (field.value === value) field.checked = checked;
    }
  }
}

function buttonOf(value, form) {
  return [...(form?.querySelectorAll("button") ?? [])].find((button) => button.value === value);
}

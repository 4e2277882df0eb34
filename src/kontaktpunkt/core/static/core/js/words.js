// The few sentences that scripts say, translated on the server into <template id="words">.

/** Return the sentence with this name in the page's language, or "" on a page without any. */
export function words(name) {
  return document.getElementById("words")?.dataset[name] ?? "";
}

// While the records are out of reach, ask quietly whether they are back, then show the page.

const PAUSE_MILLISECONDS = 5000;

async function tryAgain() {
  try {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" });
    if (answer.status !== 503) return location.reload();
  } catch {
    // The server itself is away as well; the next round asks again.
  }
  setTimeout(tryAgain, PAUSE_MILLISECONDS);
}

setTimeout(tryAgain, PAUSE_MILLISECONDS);

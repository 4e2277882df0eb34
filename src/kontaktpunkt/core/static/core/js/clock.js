// The time since a call began, counted in the page: <span data-clock="2026-11-24T09:12:00+01:00">.

const SECOND = 1000;
let ticking;

export function startClocks(scope) {
  if (!scope.querySelector("[data-clock]")) return;
  tick();
  ticking ??= setInterval(tick, SECOND);
}

function tick() {
  const clocks = document.querySelectorAll("[data-clock]");
  for (const clock of clocks) clock.textContent = elapsed(new Date(clock.dataset.clock));
  if (clocks.length === 0) {
    clearInterval(ticking);
    ticking = undefined;
  }
}

function elapsed(began) {
  const seconds = Math.max(0, Math.floor((Date.now() - began) / SECOND));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part) => String(part).padStart(2, "0")).join(":");
}

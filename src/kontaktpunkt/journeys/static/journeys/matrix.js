// A matrix of links is one stop of the Tab key; within it, arrow keys lead from cell to cell.

const MATRIX = "[data-matrix]";
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function cellsOf(matrix) {
  return [...matrix.tBodies[0].rows].map((row) =>
    [...row.cells].slice(1).map((cell) => cell.querySelector("a")),
  );
}

/** Of all links of a matrix, the Tab key stops at this one only. */
function stopAt(matrix, link) {
  for (const each of matrix.querySelectorAll("tbody a")) {
    each.tabIndex = each === link ? 0 : -1;
  }
}

/** The next cell in a direction that leads anywhere; cells that are empty are passed over. */
function nextOf(cells, row, column, [down, right]) {
  do {
    row += down;
    column += right;
  } while (cells[row]?.[column] === null);
  return cells[row]?.[column];
}

function walk(event) {
  const step = STEPS[event.key];
  const link = event.target.closest?.(`${MATRIX} tbody a`);
  if (!step || !link || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const matrix = link.closest(MATRIX);
  const cells = cellsOf(matrix);
  const row = cells.findIndex((each) => each.includes(link));
  const next = nextOf(cells, row, cells[row].indexOf(link), step);
  event.preventDefault();
  if (!next) return;
  stopAt(matrix, next);
  next.focus();
}

function begin() {
  for (const matrix of document.querySelectorAll(MATRIX)) {
    stopAt(matrix, matrix.querySelector("tbody a"));
  }
}

document.addEventListener("keydown", walk);
document.addEventListener("htmx:afterSettle", begin);
begin();

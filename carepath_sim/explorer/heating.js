// The heat map: a table with a number in every cell, colour and a mark only where it is clear, and a line where the
// threshold is crossed. Colours and shades are those of `report/experimenting/heating.py`.

const STEPS = 4;
const MOST_COLUMNS = 12;
const MOST_LINES_DOWN = 24;
const WAYS = { more: "\u25B2", less: "\u25BC", open: "" };

const thinned = (count, most) =>
  count <= most
    ? Array.from({ length: count }, (_, place) => place)
    : Array.from({ length: most }, (_, place) => Math.round((place * (count - 1)) / (most - 1)));

const shadeOf = ({ mean: middle, way }, threshold, largest) => {
  if (way === "open") return "open";
  const step = largest > 0 ? Math.ceil((Math.abs(middle - threshold) / largest) * STEPS - 1e-9) : 1;
  return `${way}${Math.max(1, Math.min(STEPS, step))}`;
};

// How far any cell of any scenario is from the threshold, so that shades mean the same whatever is shown.
const largestOf = (study, view, threshold) => {
  const means = study.scenarios.flatMap(({ name }, scenario) =>
    view.shown === "difference" && !canCompare(study, name)
      ? []
      : study.combinations.map((_, place) => cellAt(study, { ...whatOf(study, view), scenario }, place).mean));
  return Math.max(0, ...means.filter(Number.isFinite).map((middle) => Math.abs(middle - threshold)));
};

const axisWords = ({ label, unit }) => (unit && unit !== "times" ? `${label} (${unit})` : label);

// Everything that is known of a cell, as text.
const cellSaid = (study, view, cell, light, scale) => {
  const isDifference = view.shown === "difference";
  const write = (value) => written(value, scale, isDifference);
  const chance = chanceWords(study, cell, light, thresholdSaid(view, light, scale));
  return [
    `${write(cell.mean)} (${between(cell.low, cell.high, scale, isDifference)})`,
    remark(cell, view, light),
    chance,
    `one future ${between(cell.p10, cell.p90, scale, isDifference)}`,
  ].filter(Boolean).join("; ");
};

const isCrossed = (one, other, threshold) =>
  other && Number.isFinite(other.mean) && one.mean > threshold !== other.mean > threshold;

const heatCell = (study, view, cell, neighbours, { light, scale, largest, isLined, choose }) => {
  if (!cell || !Number.isFinite(cell.mean)) return make("td", "–", { class: "absent" });
  const shade = shadeOf(cell, light.threshold, largest);
  const sides = ["over", "beside"].filter((_, place) => isLined && isCrossed(cell, neighbours[place], light.threshold));
  const isChosen = cell.combination === view.cell ? ["chosen"] : [];
  const made = make("td", "", { class: [shade, ...sides, ...isChosen].join(" ") });
  const figure = written(cell.mean, bare(scale), view.shown === "difference");
  const said = cellSaid(study, view, cell, light, scale);
  made.title = `${capital(leversSaid(study, cell.combination))}: ${said}`;
  made.append(make("span", WAYS[cell.way], { class: "way", "aria-hidden": "true" }), shade === "open" ? `(${figure})` : figure);
  made.append(make("span", `, ${remark(cell, view, light)}`, { class: "unseen" }));
  made.addEventListener("click", () => choose({ cell: cell.combination }));
  return made;
};

// The cells by their levels down and across; undefined where the design has none.
const gridOf = (study, view, cells) => {
  const [down, across] = [view.down, view.across].map((name) => leverOf(study, name));
  const found = new Map(cells.map((cell) => [cell.combination, cell]));
  const rows = thinned(down.levels.length, MOST_LINES_DOWN);
  const columns = thinned(across.levels.length, MOST_COLUMNS);
  const grid = rows.map((row) => columns.map((column) =>
    found.get(combinationAt(study, view, { [down.name]: row, [across.name]: column }))));
  return { down, across, rows, columns, grid };
};

const heatMap = (study, view, cells, light, caption, choose) => {
  const { down, across, rows, columns, grid } = gridOf(study, view, cells);
  const scale = scaleOfCells(cells, outcomeOf(study, view).unit, view.shown === "difference");
  const isLined = cells.some(({ way }) => way !== "open");
  const how = { light, scale, largest: largestOf(study, view, light.threshold), isLined, choose };
  const table = make("table", "", { class: "heat" });
  const [head, names, body] = ["thead", "tr", "tbody"].map((tag) => make(tag, ""));
  const first = make("tr", "");
  first.append(
    make("th", axisWords(down), { class: "down", rowspan: "2", scope: "col" }),
    make("th", axisWords(across), { class: "across", colspan: String(columns.length), scope: "colgroup" }),
  );
  names.append(...columns.map((column) => make("th", across.levels[column].short, { scope: "col" })));
  head.append(first, names);
  body.append(...grid.map((line, row) => {
    const made = make("tr", "");
    made.append(make("th", down.levels[rows[row]].short, { scope: "row" }));
    made.append(...line.map((cell, column) =>
      heatCell(study, view, cell, [row ? grid[row - 1][column] : null, line[column - 1]], how)));
    return made;
  }));
  table.append(make("caption", caption, { class: "unseen" }), head, body);
  const left = down.levels.length > rows.length || across.levels.length > columns.length;
  return { table, left, isLined };
};

// The cells shown as a table, and as a file with the columns of a sweep's summary.

const listedCells = (study, view, cells, light) => {
  const isDifference = view.shown === "difference";
  const { unit, better } = outcomeOf(study, view);
  const scale = scaleOfCells(cells, unit, isDifference);
  const levels = cells.map((cell) => levelOf(study, view, cell));
  const levelScale = scaleOfCells(levels.map((each) => ({ ...each, low: each.mean - each.half, high: each.mean + each.half })), unit, false);
  const sides = [view.down, view.across].filter(Boolean).map((name) => placeOf(study.levers, name));
  const words = (lever) => ({ combination }) => study.levers[lever].levels[study.combinations[combination][lever]].words;
  const points = isDifference && isShare(unit) ? ", points" : "";
  const said = thresholdSaid(view, light, scale);
  const columns = [
    !view.down && { name: "Scenario", cell: ({ scenario }) => scenario.label },
    ...sides.map((lever) => ({ name: study.levers[lever].label, cell: words(lever) })),
    { name: "Mean", figure: true, cell: (_, place) => written(levels[place].mean, levelScale) },
    isDifference && { name: `Difference${points}`, figure: true, cell: (cell) => written(cell.mean, scale, true) },
    { name: "Interval", figure: true, range: true, cell: ({ low, high }) => between(low, high, scale, isDifference) },
    { name: "Reading", cell: (cell) => remark(cell, view, light), tone: (cell) => toneOf(cell, view, light, better) },
    { name: "One future, 10% to 90%", figure: true, range: true, cell: ({ p10, p90 }) => between(p10, p90, scale, isDifference) },
    study.extent !== "means" && { name: `Futures ${view.side} ${said}`, figure: true, cell: ({ chance }) => percent(chance) },
    isDifference && better !== "neither" && { name: "Better in", figure: true, cell: (cell) => percent(cell.better) },
  ].filter(Boolean);
  return { columns, cells: cells.map((cell, place) => columns.map((column) => column.cell(cell, place))) };
};

// The value that stands behind a cell, whatever is shown of it.
const levelOf = (study, view, { combination, scenario }) =>
  cellAt(study, { ...whatOf(study, view, scenario.name), shown: "value" }, combination);

// A clear difference is better or worse where less or more of its outcome is.
const toneOf = ({ way }, view, light, better) => {
  if (way === "open" || better === "neither" || !isZeroed(view, light)) return "open";
  return (way === "less") === (better === "lower") ? "better" : "worse";
};

const FILE_COLUMNS = ["mean", "low", "high", "p10", "p90"];

// Unrounded, with 95% intervals of each by itself as in summary.csv, and beside them those that were looked at.
const cellsFile = (study, view, cells, light) => {
  const isDifference = view.shown === "difference";
  const { name, unit } = outcomeOf(study, view);
  const alone = { ...light, lookedAt: 1 };
  const head = [
    "scenario", ...study.levers.map((lever) => lever.name), "outcome", "unit", ...FILE_COLUMNS, "replications",
    ...(isDifference ? ["difference", ...FILE_COLUMNS.slice(1).map((each) => `difference_${each}`), "probability_better"] : []),
    "shown_low", "shown_high", "intervals_together", "threshold", "side", "chance_beyond", "reading",
  ];
  const body = cells.map((cell) => {
    const what = whatOf(study, view, cell.scenario.name);
    const level = shownCell(study, { ...what, shown: "value" }, cell.combination, alone);
    const own = shownCell(study, what, cell.combination, alone);
    return [
      cell.scenario.name,
      ...levelsAt(study, cell.combination).map(({ level: each }) => each.value),
      name,
      unit,
      ...FILE_COLUMNS.map((column) => level[column]),
      level.replications,
      ...(isDifference ? [...FILE_COLUMNS.map((column) => own[column]), own.better] : []),
      cell.low, cell.high, light.lookedAt, light.threshold, light.side, cell.chance, remark(cell, view, light),
    ];
  });
  return csvOf([head, ...body]);
};

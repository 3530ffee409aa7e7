// Rows of a view: what is known of each scenario, part and period, and of its difference from the one compared with.

const listOf = ({ values, replications, scenarios }, row, place) => {
  const start = (row * scenarios.length + place) * replications;
  return Array.from(values.subarray(start, start + replications));
};

const has = (study, row, place) => study.present[row][place] === "1";

// The values of one scenario; `absent` of the measure stands where it has no such part at all.
const valuesOf = (study, measure, row, place) =>
  has(study, row, place)
    ? listOf(study, row, place)
    : new Array(study.replications).fill(measure.absent === null ? NaN : measure.absent);

const difference = (study, measure, row, baseline, place) =>
  paired(
    valuesOf(study, measure, row, baseline),
    valuesOf(study, measure, row, place),
    measure,
    study.quantiles,
  );

// The difference in the number a rate comes from: undefined if it is no such rate, null if the number is not known.
const countBehind = (study, measure, part, period, baseline, place) => {
  if (!measure.count) return undefined;
  const count = measureOf(study, measure.count);
  const same = count && count.parts.find(({ name }) => name === part.name);
  const row = same && same.rows[period];
  return row === undefined ? null : difference(study, count, row, baseline, place);
};

const oneRow = (study, measure, part, period, baseline, place) => {
  const row = part.rows[period];
  const level = summary(valuesOf(study, measure, row, place), study.quantiles);
  const found = { scenario: study.scenarios[place], part, period, level, difference: null };
  if (place === baseline) return { ...found, reading: { words: "what the others are compared with", tone: "open", way: "" } };
  if (!has(study, row, place) && !has(study, row, baseline)) {
    return { ...found, reading: { words: "in use in neither", tone: "open", way: "" } };
  }
  const against = difference(study, measure, row, baseline, place);
  const said = reading(against, measure.better, countBehind(study, measure, part, period, baseline, place));
  const left = study.replications - against.replications;
  if (!left || !against.replications) return { ...found, difference: against, reading: said };
  const defined = `; defined in ${against.replications} of ${study.replications} replications`;
  return { ...found, difference: against, reading: { ...said, words: said.words + defined } };
};

// All rows of a view, by part, scenario and period; of levels also those of the scenario compared with, first.
const rowsOf = (study, view) => {
  const measure = measureOf(study, view.metric);
  const place = (name) => study.scenarios.findIndex((scenario) => scenario.name === name);
  const baseline = place(view.baseline);
  const places = [...(view.figure === "levels" ? [baseline] : []), ...view.show.map(place)];
  const periods = view.period === EVERY_YEAR ? yearsOf(study) : [view.period];
  const parts = measure.parts.filter(({ name }) => view.parts.includes(name));
  return parts.flatMap((part) => {
    const known = periods.filter((period) => period in part.rows);
    return places.flatMap((each) => known.map((period) => oneRow(study, measure, part, period, baseline, each)));
  });
};

const parameterNames = (study) => [...new Set(study.scenarios.flatMap(({ parameters }) => Object.keys(parameters)))];

// Beside a difference the mean of the pairs it is of, else of all replications in which the measure is defined.
const meanOf = ({ level, difference: found }, isLevel) => (isLevel || !found ? level.mean : found.value);

// The table as text: names of the columns (`figure` stands to the right) and the cells of each row.
const tableOf = (study, view, rows) => {
  const measure = measureOf(study, view.metric);
  const { levels, change } = scalesOf(rows, measure.unit);
  const isLevel = view.figure === "levels";
  const points = isShare(measure.unit) ? ", points" : "";
  const ranges = [["95% interval", "low", "high"], ["One future, 10% to 90%", "p10", "p90"]];
  const of = (said) => ({ difference: found }) => (found ? said(found) : "");
  const changes = rows.some(({ difference: d }) => d);
  const sign = (value, d) => (isNothing(d) ? "0" : written(value, change, true));
  const range = (low, high, d) => (isNothing(d) ? "0 to 0" : between(low, high, change, true));
  const [interval, future] = ranges.map(([name, low, high]) => (
    { name, figure: true, range: true, cell: of((d) => range(d[low], d[high], d)) }
  ));
  const columns = [
    { name: "Scenario", cell: (row) => row.scenario.label },
    ...parameterNames(study).map((name) => ({ name, cell: (row) => row.scenario.parameters[name] ?? "" })),
    view.parts.length > 1 && { name: "Part", cell: (row) => row.part.label },
    view.period === EVERY_YEAR && { name: "Period", cell: (row) => shortPeriod(row.period) },
    { name: "Mean", figure: true, cell: (row) => written(meanOf(row, isLevel), levels) },
    !isLevel && changes && { name: "Compared with", figure: true, cell: of((d) => written(d.baseline, levels)) },
    ...(isLevel ? ranges : []).map(([name, low, high]) => (
      { name, figure: true, range: true, cell: ({ level }) => between(level[low], level[high], levels) }
    )),
    changes && { name: `Difference${points}`, figure: true, cell: of((d) => sign(d.difference, d)) },
    !isLevel && changes && interval,
    changes && { name: "Reading", cell: (row) => row.reading.words, tone: (row) => row.reading.tone },
    !isLevel && changes && future,
    changes && measure.better !== "neither" && { name: "Better in", figure: true, cell: of((d) => percent(d.chance)) },
    changes && { name: "Precise", cell: of(precision) },
  ].filter(Boolean);
  return { columns, cells: rows.map((row) => columns.map((column) => column.cell(row))) };
};

const shortPeriod = (name) => (name === "all" ? "Whole study" : name.slice(0, 1).toUpperCase() + name.slice(1));

const precision = ({ replications, precise, needed, low }) => {
  if (!replications) return "";
  if (!Number.isFinite(low)) return "not known";
  return precise ? "yes" : `not yet${needed ? `; ${needed.toLocaleString("en-GB")} needed` : ""}`;
};

const CHANGE_COLUMNS = [
  "baseline", "value", "difference", "low", "high", "p10", "p90", "probability_better", "precise",
];
const LEVEL_COLUMNS = ["mean", "low", "high", "p10", "p90"];

// The figures of the rows, unrounded, as a file: the columns of comparison.csv, or of levels.
const fileOf = (study, view, rows) => {
  const measure = measureOf(study, view.metric);
  const isLevel = view.figure === "levels";
  const parameters = parameterNames(study);
  const kept = isLevel ? rows : rows.filter(({ difference: d }) => d);
  const known = isLevel ? LEVEL_COLUMNS : CHANGE_COLUMNS;
  const against = isLevel ? [] : ["against"];
  const head = ["scenario", ...parameters, ...against, "metric", "period", "setting", "unit", "better"];
  const body = kept.map(({ scenario, part, period, level, difference: d }) => [
    scenario.name,
    ...parameters.map((name) => scenario.parameters[name] ?? ""),
    ...(isLevel ? [] : [view.baseline]),
    measure.name,
    period,
    part.name,
    measure.unit,
    measure.better,
    ...known.map((name) => (isLevel ? level : { ...d, probability_better: d.chance })[name]),
    (isLevel ? level : d).replications,
  ]);
  return csvOf([[...head, ...known, "replications"], ...body]);
};

// What the rows of a view say, in sentences and in a title.

const FEW = 3;

// Each difference or level if there are few, else how many are clear or how far apart they are: a sentence an item.
const sentences = (study, view, rows) => {
  const measure = measureOf(study, view.metric);
  const baseline = study.scenarios.find(({ name }) => name === view.baseline);
  if (!view.parts.length) return ["Choose at least one part of this measure."];
  if (!rows.length && view.show.length) return ["This file holds nothing of these parts at this time."];
  if (!rows.length) return [`Choose at least one scenario to compare with ${inSentence(baseline.label)}.`];
  const isLevel = view.figure === "levels";
  const say = teller(measure, baseline, rows);
  if (rows.length <= FEW) return rows.map(isLevel ? say.level : say.change);
  return [isLevel ? say.extremes() : tally(measure, baseline, rows)];
};

const teller = (measure, baseline, rows) => {
  const { levels, change } = scalesOf(rows, measure.unit);
  const label = inSentence(measure.label);
  const unitSaid = unitWords(measure.unit);
  // A unit is left out where the name of the measure has said what is counted.
  const unit = unitSaid && !label.toLowerCase().includes(unitSaid.toLowerCase().split(" ")[0]) ? ` ${unitSaid}` : "";
  const isAlone = new Set(rows.map(({ scenario }) => scenario.name)).size === 1;
  const points = isShare(measure.unit) ? " points" : "";
  const of = ({ scenario, part, period }) =>
    [
      scenario.label,
      part.name === "all" ? "" : inSentence(part.label),
      period === "all" ? "" : period,
    ].filter(Boolean).join(", ");
  const level = (row) => {
    const found = row.level;
    if (!found.replications) return `${of(row)}: ${label} is not defined here.`;
    const interval = Number.isFinite(found.low)
      ? `95% interval ${between(found.low, found.high, levels)}`
      : "one replication, so no interval";
    return `${of(row)}: ${label} ${written(found.mean, levels)}${unit} (${interval}).`;
  };
  const changeWords = (row) => {
    const found = row.difference;
    if (!found) return `${of(row)}: ${label} is not counted, since neither scenario has it.`;
    if (!Number.isFinite(found.difference)) return `${of(row)}: ${label} is not defined here.`;
    const beside = `${written(found.baseline, levels)} in ${inSentence(baseline.label)}`;
    const start = `${of(row)}: ${label} ${written(found.value, levels)}${unit} against ${beside}`;
    if (isNothing(found)) return `${start}; no difference in any replication.`;
    const difference = `${start}. Difference ${written(found.difference, change, true)}${points}`;
    if (!Number.isFinite(found.low)) return `${difference}; one replication, so no interval.`;
    const chance = Number.isFinite(found.chance) ? ` Better in ${percent(found.chance)} of futures.` : "";
    const interval = `95% interval ${between(found.low, found.high, change, true)}`;
    return `${difference} (${interval}): ${row.reading.words}.${chance}`;
  };
  const extremes = () => {
    const known = rows.filter((row) => row.level.replications);
    if (!known.length) return `${measure.label} is not defined here.`;
    const sorted = [...known].sort((one, other) => one.level.mean - other.level.mean);
    const [least, most] = [sorted[0], sorted[sorted.length - 1]];
    const same = `${measure.label}: every mean is ${written(most.level.mean, levels)}${unit}.`;
    if (least.level.mean === most.level.mean) return same;
    const who = (row) => (isAlone ? of(row).slice(row.scenario.label.length + 2) : of(row));
    const ends = [least, most].map((row) => `${written(row.level.mean, levels)} (${who(row)})`);
    return `${measure.label}: means from ${ends[0]} to ${ends[1]}${unit}.`;
  };
  return { level, change: changeWords, extremes };
};

const tally = (measure, baseline, compared) => {
  const known = compared.filter(({ difference: d }) => d && Number.isFinite(d.difference));
  const clear = known.filter((row) => row.reading.way);
  const higher = clear.filter((row) => row.reading.way === "higher").length;
  const undefinedRows = compared.length - known.length;
  const parts = [
    higher && `${higher.toLocaleString("en-GB")} clearly higher`,
    clear.length - higher && `${(clear.length - higher).toLocaleString("en-GB")} clearly lower`,
    known.length - clear.length && `${(known.length - clear.length).toLocaleString("en-GB")} with no clear difference`,
    undefinedRows && `${undefinedRows.toLocaleString("en-GB")} not defined`,
  ].filter(Boolean);
  const many = counted(compared.length, "difference");
  const better = { lower: " Lower is better.", higher: " Higher is better." }[measure.better] || "";
  const expected = Math.round(known.length * 0.05);
  const chance = expected ? ` By chance alone about ${expected} of so many would look clear.` : "";
  return `${measure.label}, ${many} from ${inSentence(baseline.label)}: ${listed(parts)}.${better}${chance}`;
};

// At most ten words that say what the chart shows.
const message = (...candidates) =>
  candidates.find((each) => each.split(/\s+/).length <= 10) || candidates[candidates.length - 1];

const titleOf = (study, view, rows) => {
  const measure = measureOf(study, view.metric);
  if (view.figure === "levels") return message(`${measure.label}: mean and spread`, "Mean and spread of each");
  const known = rows.filter(({ difference: d }) => d && Number.isFinite(d.low));
  const clear = known.filter((row) => row.reading.way);
  if (!known.length) return message(`${measure.label}: nothing to compare`, "Nothing to compare here");
  if (!clear.length) return message(`${measure.label}: no clear difference`, "No clear difference");
  const directions = new Set(clear.map((row) => row.reading.way));
  if (known.length === 1) {
    const [{ scenario }] = known;
    const [way] = directions;
    const short = `${measure.label}: clearly ${way}`;
    return message(`${measure.label}: ${way} with ${inSentence(scenario.label)}`, short, `Clearly ${way}`);
  }
  const way = directions.size === 1 ? [...directions][0] : "different";
  const all = known.length === 2 ? "both" : `all ${known.length}`;
  const many = clear.length === known.length ? all : `${clear.length} of ${known.length}`;
  return message(`${measure.label}: ${many} clearly ${way}`, `${many} clearly ${way}`);
};

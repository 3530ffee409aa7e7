// What is known of a cell: a scenario at a combination of levels, in one outcome, as value or as difference. The same
// as `report/experimenting/widening.py` and the summary of a sweep work out; see there for what each means.
//   what: { outcome, scenario: places, shown: "value" | "difference" }

const CELL = ["mean", "half", "number", "replications", "better"];

const known = (values) => values.filter(Number.isFinite);

// The values of a scenario at a point, replication by replication; those not run are NaN.
const pointValues = (study, outcome, scenario, point) => {
  const { scenarios, points, replications, values } = study;
  const start = ((outcome * scenarios.length + scenario) * points + point) * replications;
  return Array.from(values.subarray(start, start + replications));
};

// What the value at a point is held against: the first scenario there, or of one scenario its own values.
const otherOf = (study, scenario, world, point) => {
  if (!study.isAlone) return scenario ? { scenario: 0, point } : null;
  return study.default === null ? null : { scenario, point: study.members[study.default][world] };
};

const worldValues = (study, { outcome, scenario, shown }, point, world) => {
  const own = pointValues(study, outcome, scenario, point);
  if (shown === "value") return own;
  const other = otherOf(study, scenario, world, point);
  const { lackedBy = [] } = study.outcomes[outcome];
  if (!other || lackedBy.includes(scenario) || lackedBy.includes(other.scenario)) return own.map(() => NaN);
  const base = pointValues(study, outcome, other.scenario, other.point);
  return own.map((value, place) => value - base[place]);
};

// Values of a combination [worlds][replications].
const worldsOf = (study, what, combination) =>
  study.members[combination].map((point, world) => worldValues(study, what, point, world));

// The mean, half of its 95% interval and the number of values that count for it: worlds and luck both are chance.
const estimate = (worlds, quantiles) => {
  const kept = worlds.filter((world) => world.some(Number.isFinite));
  if (!kept.length) return { mean: NaN, half: NaN, number: 0 };
  if (kept.length === 1) {
    const values = known(kept[0]);
    return { mean: mean(values), half: halfWidth(values, quantiles), number: values.length };
  }
  const byWorld = kept.map((world) => mean(known(world)));
  const byLuck = kept[0].map((_, place) => known(kept.map((world) => world[place])));
  const parts = [byWorld, byLuck.filter(({ length }) => length).map(mean)].filter(({ length }) => length > 1);
  const variance = parts.reduce((sum, part) => sum + spread(part) ** 2 / part.length, 0);
  const number = Math.min(...parts.map(({ length }) => length));
  return { mean: mean(byWorld), half: variance > 0 ? quantiles[number] * Math.sqrt(variance) : 0, number };
};

const fromValues = (study, what, combination) => {
  const worlds = worldsOf(study, what, combination);
  const futures = known(worlds.flat()).sort((one, other) => one - other);
  const { better } = study.outcomes[what.outcome];
  return {
    ...estimate(worlds, study.quantiles[1]),
    replications: futures.length,
    better: futures.length ? chanceOfBetter(futures, better) : NaN,
    futures,
  };
};

// In the order of `digest` in sweep_packing.py.
const digestRow = ({ outcomes, scenarios }, { outcome, scenario, shown }) =>
  ((shown === "value" ? 0 : 1) * outcomes.length + outcome) * scenarios.length + scenario;

const fromDigest = (study, what, combination) => {
  const width = CELL.length + study.shares.length;
  const start = (digestRow(study, what) * study.combinations.length + combination) * width;
  const found = Object.fromEntries(CELL.map((name, place) => [name, study.values[start + place]]));
  const futures = known(Array.from(study.values.subarray(start + CELL.length, start + width)));
  // `futures` of a digest are its quantiles.
  return { ...found, futures };
};

const cellAt = (study, what, combination) => {
  study.known ??= new Map();
  const name = `${what.outcome} ${what.scenario} ${what.shown}`;
  if (!study.known.has(name)) study.known.set(name, new Array(study.combinations.length));
  const cells = study.known.get(name);
  cells[combination] ??= (study.extent === "values" ? fromValues : fromDigest)(study, what, combination);
  return cells[combination];
};

// The ends of an interval that holds together with those of all that are looked at.
const widened = (study, { mean: middle, half, number }, lookedAt) => {
  const [wide, alone] = [study.quantiles[lookedAt], study.quantiles[1]].map((list) => list[number]);
  const reach = half && wide ? (half * wide) / alone : half;
  return { low: middle - reach, high: middle + reach };
};

// The share of futures on one side of a threshold; between quantiles, where only these are known, along a line.
const chanceBeyond = (study, { futures }, threshold, side) => {
  if (!futures.length || study.extent === "means") return NaN;
  const above = futures.filter((value) => value > threshold).length;
  const below = futures.filter((value) => value < threshold).length;
  if (study.extent === "values" || !above || !below) return (side === "above" ? above : below) / futures.length;
  const first = futures.findLastIndex((value) => value < threshold);
  const last = futures.findIndex((value) => value > threshold);
  const width = futures[last] - futures[first];
  const at = (first + ((threshold - futures[first]) / width) * (last - first)) / (futures.length - 1);
  return side === "above" ? 1 - at : at;
};

// Of all futures, or one of the quantiles that are carried.
const quantileOf = (study, { futures }, share) => {
  if (!futures.length) return NaN;
  return study.extent === "values" ? percentile(futures, share) : futures[study.shares.indexOf(share)];
};

const wayOf = ({ low, high }, threshold) => (low > threshold ? "more" : high < threshold ? "less" : "open");

// A rate falls also when more young people are looked after: of differences it goes a way only if the number behind it,
// where that was measured, clearly goes the same way. As `Swept.compare`.
const backed = (study, what, combination, { threshold, lookedAt, way }) => {
  const { behind = null } = study.outcomes[what.outcome];
  if (behind === null || what.shown === "value" || threshold !== 0 || way === "open") return true;
  const count = cellAt(study, { ...what, outcome: behind }, combination);
  return wayOf(widened(study, count, lookedAt), 0) === way;
};

// A cell as it is shown: its interval as wide as was chosen, one future, and how it stands to the threshold.
const shownCell = (study, what, combination, { threshold, side, lookedAt }) => {
  const cell = cellAt(study, what, combination);
  const [p10, p90] = [0.1, 0.9].map((share) => quantileOf(study, cell, share));
  const { low, high } = widened(study, cell, lookedAt);
  const seen = wayOf({ low, high }, threshold);
  const isBacked = backed(study, what, combination, { threshold, lookedAt, way: seen });
  const way = isBacked ? seen : "open";
  return { ...cell, low, high, p10, p90, way, isBacked, chance: chanceBeyond(study, cell, threshold, side), combination };
};

// The mean of a world with its own interval.
const worldOf = (study, what, point, world) => {
  if (study.extent === "values") {
    const values = known(worldValues(study, what, point, world));
    return { mean: values.length ? mean(values) : NaN, half: values.length ? halfWidth(values, study.quantiles[1]) : NaN };
  }
  const { outcomes, scenarios, combinations, points } = study;
  const cells = 2 * outcomes.length * scenarios.length * combinations.length * (CELL.length + study.shares.length);
  const start = cells + (digestRow(study, what) * points + point) * 2;
  return { mean: study.values[start], half: study.values[start + 1] };
};

// What cannot be taken from the facts at once: the points of each combination, and the combination at some levels.
const laidOut = (study) => {
  const members = study.combinations.map(() => []);
  study.combinationOf.forEach((combination, point) => members[combination].push(point));
  const at = new Map(study.combinations.map((levels, place) => [levels.join(), place]));
  return { ...study, members, at: (levels) => at.get(levels.join()) };
};

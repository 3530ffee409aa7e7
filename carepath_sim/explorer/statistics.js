// Paired differences, worked out as `metrics/uncertainty.py` does: see there for what each means.
// Values are plain lists of numbers, in which NaN is not defined.

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const spread = (values) => {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
};

// Linear between the values on either side, as numpy.percentile.
const percentile = (sorted, share) => {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
};

// Half the width of the 95% t interval of a mean; 0 if all values are equal, NaN if there is only one.
const halfWidth = (values, quantiles) => {
  if (values.length < 2) return NaN;
  if (values.every((value) => value === values[0])) return 0;
  return (quantiles[values.length] * spread(values)) / Math.sqrt(values.length);
};

// What is known of one list: its mean with interval, and the 10th and 90th percentile of one future.
const summary = (values, quantiles) => {
  const known = values.filter(Number.isFinite);
  if (!known.length) return { mean: NaN, low: NaN, high: NaN, p10: NaN, p90: NaN, replications: 0 };
  const middle = mean(known);
  const half = halfWidth(known, quantiles);
  const sorted = [...known].sort((one, other) => one - other);
  return {
    mean: middle,
    low: middle - half,
    high: middle + half,
    p10: percentile(sorted, 0.1),
    p90: percentile(sorted, 0.9),
    replications: known.length,
  };
};

const chanceOfBetter = (differences, better) => {
  if (better === "neither") return NaN;
  const wins = differences.filter((each) => (better === "lower" ? each < 0 : each > 0)).length;
  const ties = differences.filter((each) => each === 0).length;
  return (wins + 0.5 * ties) / differences.length;
};

// The half-width at which a difference counts as precise; the larger mean counts, as either may be 0.
const allowed = (baseline, value, measure) =>
  Math.max(measure.tolerance * Math.max(Math.abs(baseline), Math.abs(value)), measure.floor);

// The n-th value of one scenario against the n-th of the other; pairs of which one is not defined are left out.
const paired = (baseline, value, measure, quantiles) => {
  const both = value.map((_, place) => place).filter((n) => Number.isFinite(baseline[n]) && Number.isFinite(value[n]));
  const one = both.map((n) => baseline[n]);
  const other = both.map((n) => value[n]);
  const differences = both.map((n) => value[n] - baseline[n]);
  const { mean: difference, ...rest } = summary(differences, quantiles);
  if (!both.length) {
    const [alone, beside] = [baseline, value].map((values) => summary(values, quantiles).mean);
    return { baseline: alone, value: beside, difference, ...rest, chance: NaN, precise: false, needed: 0 };
  }
  const half = rest.high - difference;
  const target = allowed(mean(one), mean(other), measure);
  return {
    baseline: mean(one),
    value: mean(other),
    difference,
    ...rest,
    chance: chanceOfBetter(differences, measure.better),
    precise: halfWidth(differences, quantiles) <= target,
    needed: Number.isFinite(half) && target > 0 ? Math.ceil(both.length * (half / target) ** 2) : 0,
  };
};

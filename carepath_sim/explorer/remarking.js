// What the cells of a view say: on which scale they are written, in what words they are read, and their message.

const COARSE = 6;
const MOST_WORDS = 10;

// No finer than intervals bear; differences of shares are in points and have no sign. As `contrasting.scale_of`.
const scaleOfCells = (cells, unit, isDifference) => {
  const found = cells.filter(({ mean: middle }) => Number.isFinite(middle));
  const widths = found.map(({ low, high }) => high - low).filter((width) => width > 0).sort((one, other) => one - other);
  const ends = found.flatMap((cell) => [cell.mean, cell.low, cell.high]).filter(Number.isFinite);
  const scale = fitted(ends, unit, widths.length ? COARSE * percentile(widths, 0.5) : 0);
  return isDifference && isShare(unit) ? { ...scale, suffix: scale.suffix.replace("%", "") } : scale;
};

const bare = (scale) => ({ ...scale, prefix: "", suffix: "" });

// The unit of bare figures on a scale: £m per year, points.
const unitOf = ({ prefix, suffix }, unit) => {
  if (isShare(unit)) return suffix ? "per cent" : "points";
  return `${prefix}${suffix} ${unitWords(unit)}`.trim();
};

const isZeroed = (view, { threshold }) => view.shown === "difference" && threshold === 0;

// What the interval of a cell allows one to say.
const remark = (cell, view, light) => {
  if (!Number.isFinite(cell.mean)) return "not defined";
  if (!Number.isFinite(cell.low)) return "one value: no interval";
  if (cell.isBacked === false) return "not clear: the number behind it does not differ so";
  if (cell.way === "open") return "not clear";
  if (isZeroed(view, light)) return cell.way === "more" ? "clearly higher" : "clearly lower";
  return cell.way === "more" ? "clearly above" : "clearly below";
};

// The words of the key, and for the line.
const keyWords = (view, light) =>
  isZeroed(view, light)
    ? { less: "Clearly less", more: "Clearly more", line: "The sign of the difference changes here" }
    : { less: "Clearly below the threshold", more: "Clearly above", line: "The threshold is crossed here" };

const levelsAt = (study, combination) =>
  study.levers.map((lever, place) => ({ lever, level: lever.levels[study.combinations[combination][place]] }));

// Some levers with their levels, within a sentence; `which` keeps some of the levers.
const leversSaid = (study, combination, which = () => true) =>
  listed(levelsAt(study, combination).filter(({ lever }) => which(lever)).map(({ level }) => level.said));

const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
const scenarioOf = (study, name) => study.scenarios[placeOf(study.scenarios, name)];

const chanceWords = (study, cell, { side }, said) => {
  if (!Number.isFinite(cell.chance)) return "";
  const about = study.extent === "values" ? "" : "about ";
  return `${side} ${said} in ${about}${percent(cell.chance)} of futures`;
};

// As fine as the threshold itself was given, if that is finer than the figures around it.
const thresholdSaid = (view, { threshold }, scale) => {
  if (threshold === 0) return `${scale.prefix}0${isMoneyScale(scale) ? "" : scale.suffix}`;
  const scaled = threshold / scale.divisor;
  const isWhole = (places) => Math.abs(scaled - Number(scaled.toFixed(places))) < 1e-9 * Math.max(1, Math.abs(scaled));
  const places = [0, 1, 2, 3].find(isWhole) ?? 4;
  return written(threshold, { ...scale, decimals: Math.max(scale.decimals, places) }, view.shown === "difference");
};

const isMoneyScale = ({ prefix }) => prefix === "£";

const firstFitting = (...candidates) =>
  candidates.find((each) => each.split(" ").length <= MOST_WORDS) || candidates[candidates.length - 1];

const sidesOf = (cells) => ({
  less: cells.filter(({ way, mean: middle }) => way === "less" && Number.isFinite(middle)).length,
  more: cells.filter(({ way, mean: middle }) => way === "more" && Number.isFinite(middle)).length,
});

// The message of the cells shown, in ten words or fewer.
const titleOfCells = (study, view, cells, light) => {
  const { label } = outcomeOf(study, view);
  const many = cells.length;
  const { less, more } = sidesOf(cells);
  const [low, high] = isZeroed(view, light) ? ["lower", "higher"] : ["below", "above"];
  const the = isZeroed(view, light) ? "" : " the threshold";
  if (!less && !more) return firstFitting(`${label}: nothing is clear`, "Nothing is clear here");
  if (less && more) {
    return firstFitting(`${label}: ${less} of ${many} ${low}, ${more} ${high}`, `${less} of ${many} clearly ${low}, ${more} clearly ${high}`);
  }
  const [word, count] = less ? [low, less] : [high, more];
  const tail = count === many ? `${word}${the} everywhere` : `${word}${the} at ${count} of ${many}`;
  return firstFitting(`${label}: clearly ${tail}`, `${label}: ${tail}`, `Clearly ${tail}`);
};

// How many cells are clear, the two furthest apart, and the chances of one future: a sentence an item.
const cellSentences = (study, view, cells, light) => {
  const { unit } = outcomeOf(study, view);
  const isDifference = view.shown === "difference";
  const defined = cells.filter(({ mean: middle }) => Number.isFinite(middle));
  if (!defined.length) return ["Nothing of this is defined at the cells shown."];
  const scale = scaleOfCells(defined, unit, isDifference);
  const { less, more } = sidesOf(defined);
  const [low, high] = isZeroed(view, light) ? ["lower", "higher"] : ["below", "above"];
  const than = isZeroed(view, light) ? "" : ` the threshold of ${thresholdSaid(view, light, scale)}`;
  const many = defined.length;
  const counts = less || more
    ? `Clearly ${low}${than} at ${less}, clearly ${high} at ${more} and not clear at ${many - less - more} of ${many}.`
    : `Not clear at any of ${many}${than ? `: each interval holds${than}` : ""}.`;
  const told = (cell) => {
    const figure = `${written(cell.mean, scale, isDifference)} (${between(cell.low, cell.high, scale, isDifference)})`;
    const who = cell.scenario && !view.down ? [inSentence(cell.scenario.label)] : [];
    const at = study.levers.length ? [leversSaid(study, cell.combination)] : [];
    return [[...who, ...at].join(", "), figure].filter(Boolean).join(": ");
  };
  const ordered = [...defined].sort((one, other) => one.mean - other.mean);
  const ends = many > 1 ? [`Lowest with ${told(ordered[0])}; highest with ${told(ordered[many - 1])}.`] : [`${capital(told(ordered[0]))}.`];
  const chances = defined.map(({ chance }) => chance).filter(Number.isFinite);
  const [least, most] = [Math.min(...chances), Math.max(...chances)].map(percent);
  const about = study.extent === "values" ? "" : "about ";
  const share = least === most ? `${about}${least}` : `${about}${least} to ${most}`;
  const against = thresholdSaid(view, light, scale);
  const chance = chances.length ? [`One future lies ${view.side} ${against} with a chance of ${share}.`] : [];
  return [counts, ...ends, ...chance];
};

const surely = (study, view) => {
  const many = lookedAt(study, view);
  return many > 1 ? `95% intervals, widened so that all ${many.toLocaleString("en-GB")} hold at once` : "95% intervals, each by itself";
};

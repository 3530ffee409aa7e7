// Figures and readings as the report says them: see `report/words.py` and `report/tables.py`.

const MINUS = "\u2212";
const NOT_KNOWN = "not known";
const LONGEST_NAME = 80;

const decimals = (step, most = 4) => (step > 0 ? Math.min(most, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))) : 0);
const isMoney = (unit) => unit.startsWith("£");
const isShare = (unit) => unit === "share" || unit.startsWith("%") || unit === "per cent";
const unitWords = (unit) => (unit === "share" ? "" : unit.replace(/^[£%]+/, "").trim());

// How figures that belong together are written: same divisor, same decimals. `resolution` is the width of the
// narrowest interval that must stay visible, in the unit itself.
const fitted = (values, unit, resolution = 0) => {
  const largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  const [money, share] = [isMoney(unit), isShare(unit)];
  let [divisor, suffix] = [1, ""];
  if (money && largest >= 1e6) [divisor, suffix] = [1e6, "m"];
  else if (money && largest >= 1e4) [divisor, suffix] = [1e3, "k"];
  else if (share) [divisor, suffix] = [unit === "share" ? 0.01 : 1, "%"];
  const step = resolution > 0 ? resolution / 30 : largest / 100;
  return { divisor, prefix: money ? "£" : "", suffix, decimals: decimals(step / divisor, money || share ? 2 : 4) };
};

// Made once for each number of decimals: to make one takes as long as to write twenty figures.
const FORMATS = [0, 1, 2, 3, 4].map(
  (places) => new Intl.NumberFormat("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places }),
);

const written = (value, { divisor, prefix, suffix, decimals: places }, signed = false) => {
  if (!Number.isFinite(value)) return NOT_KNOWN;
  const figure = FORMATS[places].format(Math.abs(value / divisor));
  if (!/[1-9]/.test(figure)) return `${prefix}${figure}${suffix}`;
  return `${value < 0 ? MINUS : signed ? "+" : ""}${prefix}${figure}${suffix}`;
};

const between = (low, high, scale, signed = false) =>
  Number.isFinite(low) && Number.isFinite(high)
    ? `${written(low, scale, signed)} to ${written(high, scale, signed)}`
    : NOT_KNOWN;

// Two scales for rows of one measure: of its levels, and of its differences (of shares in points, without a sign).
const scalesOf = (rows, unit) => {
  const widths = rows.flatMap(({ difference: d, level: l }) => [d && d.high - d.low, l.high - l.low]);
  const narrowest = Math.min(...widths.filter((width) => width > 0));
  const resolution = Number.isFinite(narrowest) ? narrowest : 0;
  const levels = rows.flatMap(({ level: { mean: middle, low, high, p10, p90 } }) => [middle, low, high, p10, p90]);
  const changes = rows.flatMap(({ difference: d }) => (d ? [d.difference, d.low, d.high, d.p10, d.p90] : []));
  const change = fitted(changes, unit, resolution);
  return { levels: fitted(levels, unit, resolution), change: isShare(unit) ? { ...change, suffix: "" } : change };
};

const isClear = ({ low, high }) => low > 0 || high < 0;
// The same in every replication: the mean of other values than zeros has an interval (of one replication: NaN).
const isNothing = ({ difference, high }) => difference === 0 && !(high > 0);

// What the interval of a difference allows one to say, its tone, and which way it clearly goes, if any. A rate also
// changes when more young people are looked after, so it goes a way only if the number behind it (`count`) clearly
// does too; undefined: the measure is no such rate; null: it is one, and its number is not known.
const reading = (row, better, count) => {
  const open = (words) => ({ words, tone: "open", way: "" });
  if (!Number.isFinite(row.difference)) return open("not defined here");
  if (isNothing(row)) return open("no difference");
  if (!Number.isFinite(row.low)) return open("one replication: no interval");
  if (!isClear(row)) return open(row.precise ? "no clear difference" : "not yet precise");
  const way = row.low > 0 ? "higher" : "lower";
  if (count === null) return open(`${way} as a rate; its number is not known here`);
  if (count && !(row.low > 0 ? count.low > 0 : count.high < 0)) return open(`${way} as a rate, not clearly in number`);
  const tail = row.precise ? "" : "; how much is not yet precise";
  if (better === "neither") return { words: `${way} in this model${tail}`, tone: "open", way };
  const tone = better === way ? "better" : "worse";
  return { words: `${way} in this model (${tone})${tail}`, tone, way };
};

const percent = (share) => (Number.isFinite(share) ? `${Math.round(share * 100)}%` : "");

// A title within a sentence: its first letter small, unless other capitals make it a proper name.
const inSentence = (title) =>
  title.slice(1) === title.slice(1).toLowerCase() ? title.slice(0, 1).toLowerCase() + title.slice(1) : title;

const listed = (items) =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

const counted = (number, one, many = `${one}s`) => `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;

// Text without control characters and direction marks, on one line, at most 80 characters long.
const plain = (text) => {
  const joined = [...String(text).replace(/\s+/gu, " ").replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, "").trim()];
  return joined.length <= LONGEST_NAME ? joined.join("") : `${joined.slice(0, LONGEST_NAME - 1).join("").trimEnd()}…`;
};

// A name as plotly may have it: no tag, no link, no template; in lines of at most `width` letters if given.
const chartText = (text, width = 0) => {
  const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
  return lines(plain(text), width)
    .map((line) => line.replaceAll("%{", "% {").replace(/[&<>"']/g, (letter) => escapes[letter]))
    .join("<br>");
};

const lines = (text, width) => {
  if (!width) return [text];
  const found = [""];
  for (const word of text.split(" ").flatMap((each) => each.match(new RegExp(`.{1,${width}}`, "gu")) || [])) {
    const last = found[found.length - 1];
    if (last && last.length + 1 + word.length > width) found.push(word);
    else found[found.length - 1] = last ? `${last} ${word}` : word;
  }
  return found;
};

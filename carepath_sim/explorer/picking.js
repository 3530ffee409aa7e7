// The view of a sweep: what is shown, as plain data; and the same as the fragment of an address.
//   { outcome, scenario, shown: "value" | "difference", across, down: levers or "", at: { lever: level }, sure: "all" |
//     "alone", threshold: number or null (where the page begins), side: "above" | "below", cell, x, y }
// Names are those of the file. A name from an address is only ever compared with them and shown as text.

const placeOf = (list, name) => list.findIndex((each) => each.name === name);
const outcomeOf = (study, view) => study.outcomes[placeOf(study.outcomes, view.outcome)];
const leverOf = (study, name) => study.levers[placeOf(study.levers, name)];
const canCompare = (study, name) => study.scenarios[placeOf(study.scenarios, name)].isCompared;

// What is shown, in places: see cells.js.
const whatOf = (study, view, scenario = view.scenario) => ({
  outcome: placeOf(study.outcomes, view.outcome),
  scenario: placeOf(study.scenarios, scenario),
  shown: view.shown,
});

const sideOf = ({ better }) => (better === "higher" ? "below" : "above");

// The lever with fewer levels lies across, for narrow screens, as in the report.
const firstSides = ({ levers }) => {
  const [one, other] = levers;
  if (!other) return { across: one ? one.name : "", down: "" };
  return one.levels.length >= other.levels.length
    ? { across: other.name, down: one.name }
    : { across: one.name, down: other.name };
};

const firstView = (study) => {
  const compared = study.scenarios.find(({ isCompared }) => isCompared);
  const at = Object.fromEntries(study.levers.map(({ name, levels, default: own }) => [name, levels[own ?? 0].name]));
  const { outcome, x = "", y = "" } = study.first;
  const view = {
    outcome,
    scenario: (compared || study.scenarios[0]).name,
    shown: compared ? "difference" : "value",
    ...firstSides(study),
    at,
    sure: "all",
    threshold: null,
    side: sideOf(outcomeOf(study, { outcome })),
    x,
    y,
    cell: study.default ?? 0,
  };
  return changed(study, view, {});
};

// The same view with some of it changed, and whatever no longer goes with it put right.
const changed = (study, view, change) => {
  const next = { ...view, ...change, at: { ...view.at, ...change.at } };
  if (!canCompare(study, next.scenario)) next.shown = "value";
  const isOther = ["outcome", "shown"].some((field) => next[field] !== view[field]);
  if (isOther && change.threshold === undefined) next.threshold = null;
  if (next.outcome !== view.outcome && !change.side) next.side = sideOf(outcomeOf(study, next));
  if (next.across && next.across === next.down) {
    // The two sides change places, or there is no other side.
    if ("across" in change) next.down = view.across === next.across ? "" : view.across;
    else next.across = view.down || study.levers.map(({ name }) => name).find((name) => name !== next.down);
  }
  const shown = shownCombinations(study, next);
  if (!shown.includes(next.cell)) next.cell = shown.includes(study.default) ? study.default : shown[0];
  return next;
};

// The combinations shown: every level of the levers across and down, the others as they are chosen.
const shownCombinations = (study, view) => {
  const sides = [view.down, view.across].filter(Boolean).map((name) => placeOf(study.levers, name));
  const fixed = study.levers.map(({ name, levels }) => placeOf(levels, view.at[name]));
  return study.combinations.flatMap((levels, place) =>
    levels.every((level, lever) => sides.includes(lever) || level === fixed[lever]) ? [place] : [],
  );
};

// Levels of a view with those of its sides put in: the combination there, or undefined.
const combinationAt = (study, view, levels) =>
  study.at(study.levers.map((lever) => levels[lever.name] ?? placeOf(lever.levels, view.at[lever.name])));

// Where the threshold begins: no difference, or a round number in the middle of all means.
const startOf = (study, view) => {
  if (view.shown === "difference") return 0;
  const means = study.scenarios
    .flatMap((_, scenario) => study.combinations.map((__, place) =>
      cellAt(study, { ...whatOf(study, view), scenario }, place).mean))
    .filter(Number.isFinite)
    .sort((one, other) => one - other);
  if (!means.length) return 0;
  const middle = percentile(means, 0.5);
  const reach = means[means.length - 1] - means[0] || Math.abs(middle) || 1;
  const step = 10 ** Math.floor(Math.log10(reach / 2));
  return Number((Math.round(middle / step) * step).toPrecision(12));
};

const thresholdOf = (study, view) => view.threshold ?? startOf(study, view);

const lookedAt = (study, view) => {
  if (view.sure === "alone") return 1;
  return view.shown === "difference" ? study.lookedAt : outcomeOf(study, view).lookedAt;
};

// How cells are looked at in a view.
const lightOf = (study, view) => ({
  threshold: thresholdOf(study, view),
  side: view.side,
  lookedAt: lookedAt(study, view),
});

// A number as a reader types it, in pounds, per cent or points, or in the unit; null if it is none.
const numberIn = (text, unit) => {
  const kept = text.replace(/[\s,£]/gu, "").replace(/\u2212/gu, "-").toLowerCase();
  const found = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))([km%]?)$/u.exec(kept);
  if (!found) return null;
  const size = Number(found[1]) * ({ k: 1e3, m: 1e6 }[found[2]] || 1);
  return unit === "share" ? Number((size / 100).toPrecision(12)) : size;
};

const typed = (value, unit) => {
  const number = Number(((unit === "share" ? 100 : 1) * value).toPrecision(12));
  return number.toLocaleString("en-GB", { maximumFractionDigits: 10 });
};

const FIELDS = ["outcome", "scenario", "shown", "across", "down", "side", "sure", "x", "y"];

const toFragment = (study, view) => {
  const fields = new URLSearchParams(FIELDS.map((field) => [field, view[field]]));
  for (const { name } of study.levers) fields.append("at", `${name}=${view.at[name]}`);
  if (view.threshold !== null) fields.set("threshold", String(view.threshold));
  if (study.combinations.length > 1) fields.set("cell", String(view.cell + 1));
  return `#${fields}`;
};

const isView = (fragment) => fragment.includes("=");

// The view an address asks for, with a note for each thing it asks for that is not here.
const fromFragment = (study, fragment) => {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const notes = [];
  const names = (list) => list.map(({ name }) => name);
  const judged = names(study.outcomes.filter(({ better }) => better !== "neither"));
  const [levers, outcomes] = [names(study.levers), names(study.outcomes)];
  const allowed = {
    outcome: outcomes,
    scenario: names(study.scenarios),
    shown: ["value", "difference"],
    across: levers,
    down: ["", ...levers],
    side: ["above", "below"],
    sure: ["all", "alone"],
    x: judged,
    y: judged,
  };
  const change = { at: {} };
  const refuse = (what, asked) => notes.push(`no ${what} “${plain(asked)}”`);
  for (const field of FIELDS) {
    const asked = fields.get(field);
    if (asked === null || (asked === "" && !allowed[field].length)) continue;
    if (allowed[field].includes(asked)) change[field] = asked;
    else if (asked !== "") refuse(field === "across" || field === "down" ? "lever" : field, asked);
  }
  for (const asked of fields.getAll("at").slice(0, 50)) {
    const [name, level] = [asked.slice(0, asked.lastIndexOf("=")), asked.slice(asked.lastIndexOf("=") + 1)];
    const lever = leverOf(study, name);
    if (lever && placeOf(lever.levels, level) >= 0) change.at[name] = level;
    else refuse("level", asked);
  }
  const threshold = fields.get("threshold");
  if (threshold !== null && threshold !== "" && Number.isFinite(Number(threshold))) change.threshold = Number(threshold);
  else if (threshold !== null) refuse("threshold", threshold);
  const cell = Number(fields.get("cell"));
  if (Number.isInteger(cell) && cell >= 1 && cell <= study.combinations.length) change.cell = cell - 1;
  return { view: changed(study, firstView(study), change), notes };
};

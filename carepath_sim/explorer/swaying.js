// The view of a tornado, the same as the fragment of an address, and the rows it shows.
//   { outcome, scenario, order, kept: "all" | "clear" | "turning", hidden: [factors] }

const labelled = (list, name) => list.find((each) => each.name === name);
const tornadoOf = (study, view) =>
  study.tornadoes.find(({ outcome, scenario }) => outcome === view.outcome && scenario === view.scenario);

const firstView = ({ outcomes, scenarios }) => (
  { outcome: outcomes[0].name, scenario: scenarios[0].name, order: "swing", kept: "all", hidden: [] }
);

const isSwingClear = ({ swing_low: low, swing_high: high }) => (low !== null && low > 0) || (high !== null && high < 0);

const ORDER = {
  swing: () => 0,
  name: (one, other) => one.label.localeCompare(other.label, "en-GB"),
  turning: (one, other) => Number(other.turns) - Number(one.turns),
};

// The key-worker link stays whatever is kept, because its evidence is weak; a reader may hide it by its name.
const isKept = (row, kept) => row.isLink || kept === "all" || (kept === "clear" ? isSwingClear(row) : row.turns);

// Rows come with the longest bar first, and stay so where an order does not tell them apart.
const shownRows = (study, view) => {
  const found = tornadoOf(study, view);
  const rows = found ? found.rows.filter((row) => isKept(row, view.kept) && !view.hidden.includes(row.factor)) : [];
  return [...rows].sort(ORDER[view.order]);
};

const toFragment = (view) => {
  const fields = new URLSearchParams(["outcome", "scenario", "order", "kept"].map((field) => [field, view[field]]));
  for (const name of view.hidden) fields.append("hidden", name);
  return `#${fields}`;
};

const isView = (fragment) => fragment.includes("=");

const fromFragment = (study, fragment) => {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const view = firstView(study);
  const notes = [];
  const names = (list) => list.map(({ name }) => name);
  const allowed = {
    outcome: names(study.outcomes), scenario: names(study.scenarios), order: study.orders, kept: study.kept,
  };
  for (const [field, list] of Object.entries(allowed)) {
    const asked = fields.get(field);
    if (asked !== null && list.includes(asked)) view[field] = asked;
    else if (asked !== null) notes.push(`no ${field} “${plain(asked)}”`);
  }
  const hidden = fields.getAll("hidden");
  view.hidden = names(study.factors).filter((name) => hidden.includes(name));
  const unknown = hidden.filter((name) => !names(study.factors).includes(name));
  notes.push(...unknown.slice(0, 3).map((name) => `no number “${plain(name)}”`));
  return { view, notes };
};

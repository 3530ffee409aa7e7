// The view: what is shown, as plain data; and the same as the fragment of an address.
//   { baseline, show: [scenarios], metric, period, parts: [names], figure: "differences" | "levels" }
// Names are those of the file. A name from an address is only ever compared with them and shown as text.

const EVERY_YEAR = "every year";
const MOST_AT_FIRST = 8;
const ROWS_AT_FIRST = 16;

const yearsOf = (study) => study.periods.filter(({ name }) => name !== "all").map(({ name }) => name);

const periodsOf = (study, measure) => {
  const known = new Set(measure.parts.flatMap(({ rows }) => Object.keys(rows)));
  const found = study.periods.filter(({ name }) => known.has(name));
  const years = found.filter(({ name }) => name !== "all");
  return years.length > 1 ? [...found, { name: EVERY_YEAR, label: "Every year, one by one" }] : found;
};

const measureOf = (study, name) => study.measures.find((measure) => measure.name === name);

// The whole where a measure has one, else its first parts, the fewer the more scenarios there are.
const firstParts = (measure, scenarios) => {
  const names = measure.parts.map(({ name }) => name);
  const most = Math.max(2, Math.min(MOST_AT_FIRST, Math.floor(ROWS_AT_FIRST / Math.max(1, scenarios))));
  return names.includes("all") ? ["all"] : names.slice(0, most);
};

const firstView = (study) => {
  const headlines = study.measures.filter(({ headline }) => headline);
  const measure = measureOf(study, "cost_per_year") || headlines[0] || study.measures[0];
  const names = study.scenarios.map(({ name }) => name);
  const show = names.slice(1, 1 + MOST_AT_FIRST);
  return {
    baseline: names[0],
    show,
    metric: measure.name,
    period: periodsOf(study, measure)[0].name,
    parts: firstParts(measure, show.length),
    figure: names.length > 1 ? "differences" : "levels",
  };
};

// The same view with some of it changed, and whatever no longer goes with it put right.
const changed = (study, view, change) => {
  const next = { ...view, ...change };
  const measure = measureOf(study, next.metric);
  const names = measure.parts.map(({ name }) => name);
  if (next.metric !== view.metric) {
    const kept = names.filter((name) => next.parts.includes(name));
    next.parts = kept.length ? kept : firstParts(measure, next.show.length);
  }
  if (change.baseline && next.show.includes(change.baseline)) {
    // Who was shown and is now compared with changes places with who was compared with.
    next.show = next.show.map((name) => (name === change.baseline ? view.baseline : name));
  }
  const order = study.scenarios.map(({ name }) => name);
  next.show = order.filter((name) => next.show.includes(name) && name !== next.baseline);
  next.parts = names.filter((name) => next.parts.includes(name));
  const periods = periodsOf(study, measure).map(({ name }) => name);
  if (!periods.includes(next.period)) [next.period] = periods;
  return next;
};

// An empty value says that nothing is chosen; a field left out, that the page may choose.
const toFragment = (view) => {
  const fields = new URLSearchParams();
  fields.set("baseline", view.baseline);
  for (const name of view.show.length ? view.show : [""]) fields.append("show", name);
  fields.set("metric", view.metric);
  fields.set("period", view.period);
  for (const name of view.parts.length ? view.parts : [""]) fields.append("part", name);
  fields.set("figure", view.figure);
  return `#${fields}`;
};

// Whether a fragment is a view at all, and not the name of a place on the page.
const isView = (fragment) => fragment.includes("=");

// The view an address asks for, with a note for each thing it asks for that is not here.
const fromFragment = (study, fragment) => {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const notes = [];
  let view = firstView(study);
  const one = (field, allowed, called) => {
    const asked = fields.get(field);
    if (asked === null || allowed.includes(asked)) return asked;
    notes.push(`no ${called} “${plain(asked)}”`);
    return null;
  };
  const several = (field, allowed, called) => {
    const asked = fields.getAll(field).filter((name) => name !== "");
    const unknown = asked.filter((name) => !allowed.includes(name));
    notes.push(...unknown.slice(0, 3).map((name) => `no ${called} “${plain(name)}”`));
    if (unknown.length > 3) notes.push(`${unknown.length - 3} more it does not have`);
    const known = asked.filter((name) => allowed.includes(name));
    return known.length || (fields.has(field) && !asked.length) ? known : null;
  };
  const scenarios = study.scenarios.map(({ name }) => name);
  const metric = one("metric", study.measures.map(({ name }) => name), "measure");
  if (metric) view = changed(study, view, { metric });
  const measure = measureOf(study, view.metric);
  const baseline = one("baseline", scenarios, "scenario");
  if (baseline) view = changed(study, view, { baseline });
  const show = several("show", scenarios, "scenario");
  if (show) view = changed(study, view, { show });
  const period = one("period", periodsOf(study, measure).map(({ name }) => name), "period");
  if (period) view = changed(study, view, { period });
  const parts = several("part", measure.parts.map(({ name }) => name), "part of this measure");
  if (parts) view = changed(study, view, { parts });
  const figure = one("figure", ["differences", "levels"], "figure");
  if (figure) view = changed(study, view, { figure });
  return { view, notes };
};

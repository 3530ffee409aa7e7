// The frontier of two outcomes: every choice by both, and those that no other beats joined.

const FRONT_HEIGHT = 400;
const MOST_NAMED = 8;
const MOST_TOLD = 5;
const APART = 0.12;

const signOf = ({ better }) => (better === "higher" ? -1 : 1);

// Which points no other is at most equal to in both numbers and below in one: as `undominated` in search/frontier.py.
const undominated = (points) => {
  const order = points
    .map((_, place) => place)
    .filter((place) => points[place].every(Number.isFinite))
    .sort((one, other) => points[one][0] - points[other][0] || points[one][1] - points[other][1]);
  const found = points.map(() => false);
  let [before, first, least] = [Infinity, NaN, Infinity];
  for (const place of order) {
    const [x, y] = points[place];
    if (x !== first) {
      before = Math.min(before, least);
      [first, least] = [x, y];
    }
    found[place] = y === least && y < before;
  }
  return found;
};

// Every scenario at every combination in both outcomes; one that no lever moves stands once, as `held`.
const choicesOf = (study, view) => {
  const [x, y] = [view.x, view.y].map((name) => placeOf(study.outcomes, name));
  const light = { threshold: 0, side: "above", lookedAt: 1 };
  const known = study.scenarios.flatMap((scenario, place) => {
    const every = study.combinations.map((_, combination) => {
      const [cost, other] = [x, y].map((outcome) =>
        shownCell(study, { outcome, scenario: place, shown: "value" }, combination, light));
      return { scenario, combination, x: cost, y: other, held: false };
    }).filter((each) => Number.isFinite(each.x.mean) && Number.isFinite(each.y.mean));
    const distinct = new Map();
    for (const each of every) {
      const name = `${each.x.mean} ${each.y.mean}`;
      if (!distinct.has(name)) distinct.set(name, each);
    }
    const kept = [...distinct.values()];
    return kept.length === 1 && every.length > 1 ? [{ ...kept[0], held: true }] : kept;
  });
  const signs = [study.outcomes[x], study.outcomes[y]].map(signOf);
  const ahead = undominated(known.map((each) => [each.x.mean * signs[0], each.y.mean * signs[1]]));
  return known.map((each, place) => ({ ...each, isAhead: ahead[place] }));
};

const choiceSaid = (study, { scenario, combination, held }) =>
  [
    study.scenarios.length > 1 || !study.levers.length ? inSentence(scenario.label) : "",
    study.levers.length ? (held ? "whatever the levers" : leversSaid(study, combination)) : "",
  ].filter(Boolean).join(", ");

// Letters for choices on the frontier that stand far enough apart to be read: the first and the last among them.
const namesOf = (ahead) => {
  const reach = ["x", "y"].map((axis) => {
    const means = ahead.map((each) => each[axis].mean);
    return Math.max(...means) - Math.min(...means) || 1;
  });
  const kept = [];
  for (const each of [ahead[0], ahead[ahead.length - 1], ...ahead]) {
    const gaps = kept.map((other) =>
      Math.max(...["x", "y"].map((axis, place) => Math.abs(each[axis].mean - other[axis].mean) / reach[place])));
    if (kept.length < MOST_NAMED && !kept.includes(each) && Math.min(1, ...gaps) >= APART) kept.push(each);
  }
  const ordered = ahead.filter((each) => kept.includes(each));
  return new Map(ordered.map((each, place) => [each, String.fromCharCode(65 + place)]));
};

const frontierOf = (study, view) => {
  const choices = choicesOf(study, view);
  const ahead = choices.filter(({ isAhead }) => isAhead).sort((one, other) => one.x.mean - other.x.mean);
  const scales = ["x", "y"].map((axis) =>
    scaleOfCells(choices.map((each) => each[axis]), study.outcomes[placeOf(study.outcomes, view[axis])].unit, false));
  return { choices, ahead, scales, names: ahead.length ? namesOf(ahead) : new Map() };
};

const frontSaid = (study, each, [x, y]) =>
  `${written(each.x.mean, x)} (${between(each.x.low, each.x.high, x)}), `
  + `${written(each.y.mean, y)} (${between(each.y.low, each.y.high, y)})`;

const frontierSentences = (study, view, { choices, ahead, scales, names }) => {
  if (!ahead.length) return ["Nothing of these two outcomes is defined."];
  const told = ahead.filter((each) => names.has(each)).slice(0, MOST_TOLD)
    .map((each) => `${names.get(each)}, ${choiceSaid(study, each)}: ${frontSaid(study, each, scales)}`);
  const more = ahead.length - told.length;
  const rest = more > 0 ? `; ${more} more on it ${more === 1 ? "is" : "are"} drawn and not told here` : "";
  return [
    `${ahead.length} of ${counted(choices.length, "choice")} ${ahead.length === 1 ? "is" : "are"} beaten by no other in both.`,
    `${told.join("; ")}${rest}.`,
  ];
};

const dotsOf = (study, own, isAhead, { scales, names }) => {
  const { colour, symbol } = own[0].scenario.mark;
  return {
    type: "scatter",
    mode: isAhead ? "markers+text" : "markers",
    x: own.map((each) => each.x.mean),
    y: own.map((each) => each.y.mean),
    marker: {
      symbol,
      size: isAhead ? 13 : 8,
      color: isAhead ? colour : study.colours.paper,
      line: { color: isAhead ? study.colours.paper : colour, width: 1.5 },
    },
    text: own.map((each) => `<b>${names.get(each) || ""}</b>`),
    textposition: "top right",
    textfont: { size: 15, color: study.colours.ink },
    customdata: own.map((each) => `${chartText(choiceSaid(study, each), 44)}<br>${frontSaid(study, each, scales)}`),
    hovertemplate: "%{customdata}<extra></extra>",
    cliponaxis: false,
    ...(isAhead
      ? { error_x: armsOf(own.map((each) => each.x), alpha(colour, 0.45)), error_y: armsOf(own.map((each) => each.y), alpha(colour, 0.45)) }
      : {}),
  };
};

const frontierFigure = (study, view, found, width) => {
  const outcomes = [view.x, view.y].map((name) => study.outcomes[placeOf(study.outcomes, name)]);
  const groups = study.scenarios.flatMap((scenario) => [false, true].map((isAhead) => ({
    isAhead,
    own: found.choices.filter((each) => each.scenario === scenario && each.isAhead === isAhead),
  }))).filter(({ own }) => own.length);
  const joined = {
    type: "scatter",
    mode: "lines",
    x: found.ahead.map((each) => each.x.mean),
    y: found.ahead.map((each) => each.y.mean),
    line: { color: study.colours.ink, width: 1.5 },
    hoverinfo: "skip",
  };
  const spans = ["x", "y"].map((axis, place) =>
    spanOf(found.choices.map((each) => ({ ...each[axis], p10: NaN, p90: NaN })), false, found.scales[place]));
  const titles = outcomes.map(({ label }, place) => ({
    text: chartText(label, place ? 34 : 44), font: { size: 13, color: study.colours.muted }, standoff: 8,
  }));
  const isLow = outcomes[1].better === "lower";
  const isLeft = outcomes[0].better === "lower";
  const corner = {
    text: "Better in both", showarrow: false, xref: "paper", yref: "paper", bgcolor: study.colours.paper,
    x: isLeft ? 0 : 1, y: isLow ? 0 : 1, xanchor: isLeft ? "left" : "right", yanchor: isLow ? "bottom" : "top",
    font: { size: 12, color: study.colours.muted },
  };
  const isNarrow = width < NARROW;
  const margin = { l: isNarrow ? 62 : 76, r: 20, t: 22, b: 56 };
  const ticks = (place, most) => ticksOf(spans[place], found.scales[place], most, false);
  return {
    data: [joined, ...groups.map(({ own, isAhead }) => dotsOf(study, own, isAhead, found))],
    layout: layoutOf(study, width, FRONT_HEIGHT, margin, {
      xaxis: axisOf(study, { range: spans[0], title: titles[0], tickangle: 0, ...ticks(0, isNarrow ? 3 : 6) }),
      yaxis: axisOf(study, { range: spans[1], title: titles[1], ...ticks(1, 6) }),
      annotations: [corner],
    }),
  };
};

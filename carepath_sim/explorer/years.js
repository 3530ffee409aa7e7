// Lines over the years with their bands, a panel for each part.

const MOST_PANELS = 3;
const MOST_LINES = 8;
const BANDS_OF_ONE_FUTURE = 4;

const panelOf = (study, view, rows, axes, hover, withFuture) => {
  const isLevel = view.figure === "levels";
  const years = yearsOf(study);
  return [...new Set(rows.map(({ scenario }) => scenario))].flatMap((scenario) => {
    const points = years.map((period, place) => {
      const row = rows.find((each) => each.scenario === scenario && each.period === period);
      return { x: place + 1, row, found: row && drawnOf(row, isLevel) };
    });
    const { colour, dash, symbol } = scenario.mark;
    const line = {
      type: "scatter",
      mode: "lines+markers",
      x: points.map(({ x }) => x),
      y: points.map(({ found }) => (found && Number.isFinite(found.mean) ? found.mean : null)),
      line: { color: colour, dash, width: 2.5 },
      marker: { symbol, size: 9, color: colour },
      text: points.map(({ row, found }) => (found ? hover(row) : "")),
      hovertemplate: "%{text}<extra></extra>",
      ...axes,
    };
    const bands = [bandOf(points, ["low", "high"], alpha(colour, 0.25), axes)];
    if (withFuture) bands.unshift(bandOf(points, ["p10", "p90"], alpha(colour, 0.1), axes));
    return [...bands, line];
  });
};

const headingOf = (part, top) => ({
  text: `<b>${chartText(part.label)}</b>`,
  x: 0,
  y: top,
  xref: "paper",
  yref: "paper",
  xanchor: "left",
  yanchor: "bottom",
  yshift: 6,
  showarrow: false,
});

// What is drawn of the rows: the first parts and scenarios, and whether there is room for the bands of one future.
const shownOf = (rows, isLevel) => {
  const known = rows.filter((row) => Number.isFinite(drawnOf(row, isLevel)?.mean));
  const everyone = [...new Set(known.map(({ scenario }) => scenario))];
  const parts = [...new Set(known.map(({ part }) => part))];
  const [scenarios, panels] = [everyone.slice(0, MOST_LINES), parts.slice(0, MOST_PANELS)];
  return {
    panels,
    kept: known.filter(({ scenario, part }) => scenarios.includes(scenario) && panels.includes(part)),
    left: { part: parts.length - panels.length, scenario: everyone.length - scenarios.length },
    withFuture: scenarios.length * panels.length <= BANDS_OF_ONE_FUTURE,
  };
};

// Where a panel stands, from the top down: its share of the height, and the height of all in pixels.
const placeOf = (place, panels, isNarrow) => {
  const [panel, heading, gap] = [isNarrow ? 190 : 230, panels > 1 ? 30 : 6, 26];
  const height = Math.max(1, panels) * (panel + heading + gap);
  const top = 1 - (place * (panel + heading + gap) + heading) / height;
  return { height, domain: [Math.max(0, top - panel / height), Math.min(1, top)] };
};

const yearAxis = (study, isNarrow, suffix) => {
  const years = yearsOf(study);
  return axisOf(study, {
    anchor: `y${suffix}`,
    range: [0.8, years.length + 0.2],
    tickvals: years.map((_, year) => year + 1),
    ticktext: years.map((name) => (isNarrow ? name.replace(/^year /, "") : shortPeriod(name))),
    showgrid: false,
  });
};

// The band is the 95% interval, a wider and paler one that of one future.
const overYears = (study, view, rows, width) => {
  const isLevel = view.figure === "levels";
  const isNarrow = width < NARROW;
  const { levels, change } = scalesOf(rows, measureOf(study, view.metric).unit);
  const scale = isLevel ? levels : change;
  const { panels, kept, left, withFuture } = shownOf(rows, isLevel);
  const hover = hoverOf(study, view, rows);
  const axes = {};
  const annotations = [];
  const data = panels.flatMap((part, place) => {
    const own = kept.filter((row) => row.part === part);
    const suffix = place ? String(place + 1) : "";
    const { domain } = placeOf(place, panels.length, isNarrow);
    const figures = own.map((row) => drawnOf(row, isLevel));
    const drawn = withFuture ? figures : figures.map((each) => ({ ...each, p10: NaN, p90: NaN }));
    const span = spanOf(drawn, !isLevel, scale);
    const ticks = figureTicks(study, span, isLevel, scale, panels.length > 1 ? 4 : 6);
    axes[`xaxis${suffix}`] = yearAxis(study, isNarrow, suffix);
    axes[`yaxis${suffix}`] = axisOf(study, { anchor: `x${suffix}`, domain, range: span, ...ticks });
    if (panels.length > 1) annotations.push(headingOf(part, domain[1]));
    return panelOf(study, view, own, { xaxis: `x${suffix}`, yaxis: `y${suffix}` }, hover, withFuture);
  });
  const { height } = placeOf(0, panels.length, isNarrow);
  const margin = { l: isNarrow ? 52 : 64, r: 12, t: 4, b: 8 };
  return { data, layout: layoutOf(study, width, height, margin, { ...axes, annotations }), left, withFuture };
};

// The figure of a view, with how much of it is left to the table.
const figureOf = (study, view, rows, width) =>
  (view.period === EVERY_YEAR ? overYears : intervals)(study, view, rows, Math.max(240, Math.floor(width)));

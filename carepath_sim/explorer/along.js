// A line along one lever for each scenario, with the band of its interval.

const BAND = 0.18;
const MOST_TICKS = 9;
const MOST_LINES = 6;
const LINES_HEIGHT = 300;

const ticksOfLever = ({ levels, isNumber }, width) => {
  const step = Math.ceil(levels.length / Math.max(2, Math.min(MOST_TICKS, Math.floor(width / 70))));
  const kept = levels.map((level, place) => ({ level, place })).filter(({ place }) => place % step === 0);
  return {
    tickvals: kept.map(({ level, place }) => (isNumber ? level.value : place)),
    ticktext: kept.map(({ level }) => chartText(level.short, 14)),
  };
};

// The cells of a scenario in order of the lever across, each with where it lies.
const pointsAlong = (study, view, cells, scenario) => {
  const lever = leverOf(study, view.across);
  const place = placeOf(study.levers, view.across);
  return cells
    .filter((cell) => cell.scenario === scenario && Number.isFinite(cell.mean))
    .map((cell) => {
      const level = study.combinations[cell.combination][place];
      return { x: lever.isNumber ? lever.levels[level].value : level, found: cell };
    })
    .sort((one, other) => one.x - other.x);
};

const thresholdLine = (study, span, threshold) => ({
  type: "scatter",
  mode: "lines",
  x: span,
  y: [threshold, threshold],
  line: { color: study.colours.ink, width: 1.5, dash: "dash" },
  hoverinfo: "skip",
});

const linesFigure = (study, view, cells, light, width) => {
  const lever = leverOf(study, view.across);
  const isDifference = view.shown === "difference";
  const { unit } = outcomeOf(study, view);
  const scale = scaleOfCells(cells, unit, isDifference);
  const scenarios = [...new Set(cells.map(({ scenario }) => scenario))].slice(0, MOST_LINES);
  const xs = lever.levels.map(({ value }, place) => (lever.isNumber ? value : place));
  const [least, most] = [Math.min(...xs), Math.max(...xs)];
  const room = (most - least) * 0.03 || 0.5;
  const data = scenarios.flatMap((scenario) => {
    const points = pointsAlong(study, view, cells, scenario);
    const { colour, dash, symbol } = scenario.mark;
    const line = {
      type: "scatter",
      mode: lever.isNumber ? "lines+markers" : "markers",
      x: points.map(({ x }) => x),
      y: points.map(({ found }) => found.mean),
      line: { color: colour, dash, width: 2.5 },
      marker: { symbol, size: 9, color: colour },
      error_y: lever.isNumber ? { visible: false } : armsOf(points.map(({ found }) => found), colour),
      text: points.map(({ found }) => [
        chartText(scenario.label, 34),
        chartText(leversSaid(study, found.combination, ({ name }) => name === view.across), 44),
        chartText(cellSaid(study, view, found, light, scale), 44),
      ].join("<br>")),
      hovertemplate: "%{text}<extra></extra>",
      cliponaxis: false,
    };
    return lever.isNumber ? [bandOf(points, ["low", "high"], alpha(colour, BAND), {}), line] : [line];
  });
  const drawn = cells.map(({ mean: middle, low, high }) => ({ mean: middle, low, high, p10: NaN, p90: light.threshold }));
  const span = spanOf(drawn, isDifference, scale);
  const ticks = figureTicks(study, span, !isDifference, scale, 6);
  const margin = { l: width < NARROW ? 58 : 70, r: 16, t: 8, b: 56 };
  const title = { text: chartText(axisWords(lever), 44), font: { size: 13, color: study.colours.muted }, standoff: 8 };
  return {
    data: isZeroed(view, light) ? data : [...data, thresholdLine(study, [least - room, most + room], light.threshold)],
    layout: layoutOf(study, width, LINES_HEIGHT, margin, {
      xaxis: axisOf(study, { range: [least - room, most + room], showgrid: false, title, tickangle: 0, ...ticksOfLever(lever, width) }),
      yaxis: axisOf(study, { range: span, ...ticks }),
    }),
  };
};

const armsOf = (found, colour) => ({
  type: "data",
  symmetric: false,
  array: found.map(({ mean: middle, high }) => (Number.isFinite(high) ? high - middle : 0)),
  arrayminus: found.map(({ mean: middle, low }) => (Number.isFinite(low) ? middle - low : 0)),
  color: colour,
  thickness: 2,
  width: 0,
});

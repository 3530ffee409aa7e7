// What figures for plotly have in common, as plain data: axes, ticks, spans, and what is said of a mark.

const NARROW = 560;

const textHeight = (lines) => 17 * lines;
const lineCount = (text) => text.split("<br>").length;

// Round numbers between two values, at most `most` of them, zero among them if it lies between.
const roundSteps = (low, high, most) => {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((size) => power * size).find((size) => size >= rough * (1 - 1e-9));
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, place) => Number(((first + place) * step).toPrecision(12)));
};

const ticksOf = ([low, high], scale, most, signed) => {
  const values = roundSteps(low / scale.divisor, high / scale.divisor, most);
  const step = values.length > 1 ? values[1] - values[0] : 0;
  const rounded = { ...scale, decimals: step ? decimals(step) : scale.decimals };
  const words = values.map((value) => (value ? written(value * scale.divisor, rounded, signed) : `${scale.prefix}0`));
  return { tickvals: values.map((value) => value * scale.divisor), ticktext: words };
};

const axisOf = ({ colours }, more) => ({
  fixedrange: true,
  gridcolor: colours.grid,
  zeroline: false,
  linecolor: colours.muted,
  tickfont: { color: colours.muted, size: 12 },
  ticklen: 4,
  ticklabeloverflow: "allow",
  tickcolor: colours.grid,
  ...more,
});

// The ticks of an axis of figures; of differences with a line at zero.
const figureTicks = (study, span, isLevel, scale, most) => ({
  ...ticksOf(span, scale, most, !isLevel),
  ...(isLevel ? {} : { zeroline: true, zerolinecolor: study.colours.ink, zerolinewidth: 1.5 }),
});

const layoutOf = ({ colours, font }, width, height, margin, more) => ({
  width,
  height: height + margin.t + margin.b,
  margin,
  font: { family: font, size: 13, color: colours.ink },
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  showlegend: false,
  dragmode: false,
  hovermode: "closest",
  hoverlabel: { bgcolor: colours.paper, bordercolor: colours.muted, font: { color: colours.ink, size: 13 } },
  ...more,
});

// The figures a row is drawn with: of its difference, or of its level.
const drawnOf = (row, isLevel) => {
  if (isLevel) return row.level;
  return row.difference && { ...row.difference, mean: row.difference.difference };
};

// From the least to the most figure with some room; where all are zero, one step of the scale either way.
const spanOf = (found, withZero, scale) => {
  const all = found.flatMap(({ mean: middle, low, high, p10, p90 }) => [middle, low, high, p10, p90]);
  const known = [...all, ...(withZero ? [0] : [])].filter(Number.isFinite);
  const [low, high] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
  const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || scale.divisor;
  return [low - room, high + room];
};

const alpha = (colour, opacity) => colour + Math.round(opacity * 255).toString(16).toUpperCase().padStart(2, "0");

const hoverOf = (study, view, rows) => {
  const measure = measureOf(study, view.metric);
  const isLevel = view.figure === "levels";
  const { levels, change } = scalesOf(rows, measure.unit);
  const scale = isLevel ? levels : change;
  return (row) => {
    const found = drawnOf(row, isLevel);
    const range = (low, high) => between(low, high, scale, !isLevel);
    return [
      chartText(row.scenario.label, 30),
      row.part.name === "all" ? "" : chartText(row.part.label, 30),
      row.period === "all" ? "" : chartText(shortPeriod(row.period)),
      `${isLevel ? "mean" : "difference"} ${written(found.mean, scale, !isLevel)}`,
      `95% interval ${range(found.low, found.high)}`,
      `one future ${range(found.p10, found.p90)}`,
    ].filter(Boolean).join("<br>");
  };
};

// The band between two figures of a line: a closed shape for each stretch without a gap.
const bandOf = (points, ends, colour, axes) => {
  const stretches = [[]];
  for (const { x, found } of points) {
    if (found && ends.every((end) => Number.isFinite(found[end]))) stretches[stretches.length - 1].push({ x, found });
    else if (stretches[stretches.length - 1].length) stretches.push([]);
  }
  const around = (stretch) => [
    ...stretch.map(({ x, found }) => [x, found[ends[1]]]),
    ...[...stretch].reverse().map(({ x, found }) => [x, found[ends[0]]]),
    [null, null],
  ];
  const outline = stretches.filter(({ length }) => length).flatMap(around);
  return {
    type: "scatter",
    mode: "lines",
    x: outline.map(([x]) => x),
    y: outline.map(([, y]) => y),
    fill: "toself",
    fillcolor: colour,
    line: { width: 0, color: colour },
    hoverinfo: "skip",
    ...axes,
  };
};

// Each row as a mark with its intervals, from the top down.

const MOST_ROWS = 40;
const LABEL_WIDTH = 22;
const TALL = 600;
const LETTER = 8;

// Rows from the top down, with a heading before each part where several parts and scenarios are drawn. The vertical
// axis counts pixels, so that every label has its lines.
const stacked = (rows, isNarrow, width) => {
  const letters = Math.floor((width - 20) / LETTER);
  const scenarios = new Set(rows.map(({ scenario }) => scenario.name)).size;
  const parts = new Set(rows.map(({ part }) => part.name)).size;
  const labelOf = ({ scenario, part }) => (scenarios === 1 && parts > 1 ? part.label : scenario.label);
  const placed = [];
  const headings = [];
  let [top, last] = [0, null];
  for (const row of rows) {
    if (scenarios > 1 && parts > 1 && row.part.name !== last) {
      const text = chartText(row.part.label, letters).split("<br>").map((line) => `<b>${line}</b>`).join("<br>");
      top += last === null ? 4 : 14;
      headings.push({ text, y: top + textHeight(lineCount(text)) / 2 });
      top += textHeight(lineCount(text)) + 3;
    }
    last = row.part.name;
    const label = chartText(labelOf(row), isNarrow ? letters : LABEL_WIDTH);
    const words = textHeight(lineCount(label));
    const height = isNarrow ? words + 26 : Math.max(34, words + 12);
    placed.push({ row, label, y: isNarrow ? top + words + 12 : top + height / 2, labelY: top + words / 2 + 1 });
    top += height;
  }
  return { placed, headings, height: top };
};

const lineOf = (placed, ends, mark, width) => ({
  type: "scatter",
  mode: "lines",
  x: placed.flatMap(({ found }) => [...ends.map((end) => (Number.isFinite(found[end]) ? found[end] : null)), null]),
  y: placed.flatMap(({ y }) => [y, y, null]),
  line: { color: mark.colour, width },
  hoverinfo: "skip",
});

const textsOf = (texts, x) => ({
  type: "scatter",
  mode: "text",
  x: texts.map(() => x),
  y: texts.map(({ y }) => y),
  text: texts.map(({ text }) => text),
  textposition: "middle right",
  cliponaxis: false,
  hoverinfo: "skip",
});

// Each row as a mark with its 95% interval (thick) and the 10th to 90th percentile of one future (thin).
const intervals = (study, view, rows, width) => {
  const isLevel = view.figure === "levels";
  const isNarrow = width < NARROW;
  const measure = measureOf(study, view.metric);
  const { levels, change } = scalesOf(rows, measure.unit);
  const known = rows.filter((row) => Number.isFinite(drawnOf(row, isLevel)?.mean));
  const shown = known.slice(0, MOST_ROWS);
  const { placed, headings, height } = stacked(shown, isNarrow, width);
  for (const each of placed) each.found = drawnOf(each.row, isLevel);
  const scale = isLevel ? levels : change;
  const span = spanOf(placed.map(({ found }) => found), !isLevel, scale);
  const longest = Math.max(0, ...placed.flatMap(({ label }) => label.split("<br>").map((line) => line.length)));
  const left = isNarrow ? 10 : Math.min(190, 20 + longest * 7.4);
  const most = Math.max(4, Math.floor((width - left) / 95));
  const hover = hoverOf(study, view, rows);
  const traces = [...new Set(placed.map(({ row }) => row.scenario))].flatMap((scenario) => {
    const own = placed.filter(({ row }) => row.scenario === scenario);
    return [lineOf(own, ["p10", "p90"], scenario.mark, 1.5), lineOf(own, ["low", "high"], scenario.mark, 6)];
  });
  traces.push({
    type: "scatter",
    mode: "markers",
    x: placed.map(({ found }) => found.mean),
    y: placed.map(({ y }) => y),
    marker: {
      color: placed.map(({ row }) => row.scenario.mark.colour),
      symbol: placed.map(({ row }) => row.scenario.mark.symbol),
      size: 12,
      line: { color: study.colours.paper, width: 1.5 },
    },
    text: placed.map(({ row }) => hover(row)),
    hovertemplate: "%{text}<extra></extra>",
  });
  const labels = isNarrow ? placed.map(({ label, labelY }) => ({ text: label, y: labelY })) : [];
  traces.push(textsOf([...headings, ...labels], span[0]));
  const names = isNarrow
    ? { showticklabels: false }
    : { tickvals: placed.map(({ y }) => y), ticktext: placed.map(({ label }) => label) };
  const isTall = height > TALL;
  const side = isTall ? "top" : "bottom";
  const xaxis = { side, range: span, ...figureTicks(study, span, isLevel, scale, most) };
  const yaxis = { range: [height, 0], showgrid: false, ticks: "", tickfont: { size: 13, color: study.colours.ink } };
  const margin = { l: left, r: 16, t: isTall ? 28 : 4, b: isTall ? 6 : 34 };
  return {
    data: traces,
    layout: layoutOf(study, width, Math.max(height, 20), margin, {
      xaxis: axisOf(study, xaxis),
      yaxis: axisOf(study, { ...yaxis, ticklabelstandoff: 6, ...names }),
    }),
    left: { row: known.length - shown.length },
    withFuture: true,
  };
};

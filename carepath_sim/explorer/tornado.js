// The tornado of an outcome in a scenario: a bar for each end of each number's range, from the difference as it is.

const COARSE = 6;
const MOST_TOLD = 3;
const BAR = 13;
const LABEL_WIDTH = 26;
const LETTER = 7.2;

const numbersIn = (rows, columns) => rows.flatMap((row) => columns.map((column) => row[column])).filter(Number.isFinite);

const middleOf = (values) => {
  const sorted = [...values].sort((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

// As fine as the intervals bear; shares are in points.
const swingScale = (rows, unit) => {
  const widths = rows.map((row) => row.at_high_high - row.at_high_low).filter((width) => width > 0);
  const scale = fitted(numbersIn(rows, ["at_low", "at_high", "at_default"]), unit, widths.length ? COARSE * middleOf(widths) : 0);
  return isShare(unit) ? { ...scale, suffix: scale.suffix.replace("%", "") } : scale;
};

const figureSaid = (row, name, scale) =>
  row[name] === null
    ? NOT_KNOWN
    : `${written(row[name], scale, true)} (${between(row[`${name}_low`] ?? NaN, row[`${name}_high`] ?? NaN, scale, true)})`;

const spanOfRows = (rows, scale) => {
  const ends = ["low", "high", "default"].flatMap((end) => ["", "_low", "_high"].map((side) => `at_${end}${side}`));
  const found = [0, ...numbersIn(rows, ends)];
  const [low, high] = [Math.min(...found), Math.max(...found)];
  const room = (high - low) * 0.04 || scale.divisor;
  return [low - room, high + room];
};

// Rows from the top down in pixels: the label beside its bars, or above them where there is no room.
const placedRows = (rows, isNarrow, letters) => {
  let top = 4;
  return rows.map((row) => {
    const plainName = chartText(row.label, isNarrow ? letters : LABEL_WIDTH);
    const name = row.isLink ? plainName.split("<br>").map((line) => `<b>${line}</b>`).join("<br>") : plainName;
    const label = `${name}<br><span style="font-size:11px">${chartText(row.range, isNarrow ? letters : LABEL_WIDTH + 6)}</span>`;
    const words = textHeight(lineCount(label));
    const height = isNarrow ? words + 2 * BAR + 16 : Math.max(2 * BAR + 20, words + 12);
    const placed = { row, label, labelY: top + words / 2 + 2, y: isNarrow ? top + words + BAR + 5 : top + height / 2 };
    top += height;
    return { ...placed, bottom: top };
  });
};

// The bars of one end whose swing is clear, or those whose swing may be luck.
const barsOf = (study, placed, end, isClear, scale) => {
  const { colour, pattern } = study[end];
  const known = placed.filter(({ row }) =>
    row[`at_${end}`] !== null && row.at_default !== null && isSwingClear(row) === isClear);
  const shift = (end === "low" ? -1 : 1) * (BAR / 2 + 1);
  return {
    type: "bar",
    orientation: "h",
    base: known.map(({ row }) => row.at_default),
    x: known.map(({ row }) => row[`at_${end}`] - row.at_default),
    y: known.map(({ y }) => y + shift),
    width: BAR,
    marker: {
      color: isClear ? colour : alpha(colour, study.pale),
      line: { color: colour, width: 1 },
      pattern: { shape: pattern, fillmode: "overlay", fgcolor: study.colours.paper, size: 8, solidity: 0.2 },
    },
    error_x: {
      type: "data",
      symmetric: false,
      array: known.map(({ row }) => Math.max(0, (row[`at_${end}_high`] ?? row[`at_${end}`]) - row[`at_${end}`])),
      arrayminus: known.map(({ row }) => Math.max(0, row[`at_${end}`] - (row[`at_${end}_low`] ?? row[`at_${end}`]))),
      color: study.colours.ink,
      thickness: 1.25,
      width: 0,
    },
    customdata: known.map(({ row }) =>
      `${chartText(row.label, 40)}<br>${chartText(row.words[`${end}_value`])}: ${figureSaid(row, `at_${end}`, scale)}`),
    hovertemplate: "%{customdata}<extra></extra>",
  };
};

const turnsOf = (study, placed, span) => {
  const turning = placed.filter(({ row }) => row.turns_at !== null);
  const isRight = span[1] > -span[0];
  return {
    trace: {
      type: "scatter",
      mode: "markers",
      x: turning.map(() => 0),
      y: turning.map(({ y }) => y),
      marker: { symbol: "diamond", size: 11, color: study.colours.ink, line: { color: study.colours.paper, width: 1.5 } },
      hoverinfo: "skip",
      cliponaxis: false,
    },
    texts: turning.map(({ row, y }) => ({
      x: 0, y, text: `<b>${chartText(row.turnsWords)}</b>`, showarrow: false, bgcolor: study.colours.paper, borderpad: 1,
      xanchor: isRight ? "left" : "right", xshift: isRight ? 10 : -10, font: { size: 12, color: study.colours.ink },
    })),
  };
};

const tornadoFigure = (study, view, rows, width) => {
  const isNarrow = width < NARROW;
  const { unit } = labelled(study.outcomes, view.outcome);
  const scale = swingScale(rows, unit);
  const span = spanOfRows(rows, scale);
  const placed = placedRows(rows, isNarrow, Math.floor((width - 24) / LETTER));
  const { bottom } = placed[placed.length - 1];
  const turns = turnsOf(study, placed, span);
  const stands = rows[0].at_default;
  // Where labels stand above the bars, lines keep to the bars.
  const upright = (x, dash) => ({
    type: "scatter", mode: "lines", hoverinfo: "skip", line: { color: study.colours.ink, width: 1.5, dash },
    x: isNarrow ? placed.flatMap(() => [x, x, null]) : [x, x],
    y: isNarrow ? placed.flatMap(({ y }) => [y - BAR - 4, y + BAR + 4, null]) : [0, bottom],
  });
  const labels = {
    type: "scatter", mode: "text", x: placed.map(() => span[0]), y: placed.map(({ labelY }) => labelY),
    text: placed.map(({ label }) => label), textposition: "middle right", cliponaxis: false, hoverinfo: "skip",
  };
  const names = isNarrow
    ? { showticklabels: false }
    : { tickvals: placed.map(({ y }) => y), ticktext: placed.map(({ label }) => label), ticklabelstandoff: 6 };
  const most = Math.max(3, Math.floor((width - (isNarrow ? 20 : 230)) / 95));
  const bars = ["low", "high"].flatMap((end) => [true, false].map((isClear) => barsOf(study, placed, end, isClear, scale)));
  return {
    data: [...bars, upright(0, "solid"), upright(stands, "dash"), turns.trace, ...(isNarrow ? [labels] : [])],
    layout: layoutOf(study, width, bottom, { l: isNarrow ? 10 : 215, r: 18, t: 30, b: 8 }, {
      barmode: "overlay",
      bargap: 0,
      xaxis: axisOf(study, { side: "top", range: span, tickangle: 0, ...ticksOf(span, scale, most, true), showgrid: !isNarrow }),
      yaxis: axisOf(study, { range: [bottom, 0], showgrid: false, ticks: "", tickfont: { size: 13, color: study.colours.ink }, ...names }),
      annotations: turns.texts,
    }),
  };
};

const tornadoTable = (study, view, rows) => {
  const scale = swingScale(rows, labelled(study.outcomes, view.outcome).unit);
  const columns = [
    { name: "Number", cell: (row) => row.label },
    { name: "As it stands", cell: (row) => row.words.default },
    { name: "Range", cell: (row) => row.range },
    { name: "At the low end", figure: true, range: true, cell: (row) => figureSaid(row, "at_low", scale) },
    { name: "At the high end", figure: true, range: true, cell: (row) => figureSaid(row, "at_high", scale) },
    { name: "High less low", figure: true, range: true, cell: (row) => figureSaid(row, "swing", scale) },
    { name: "Turns at", cell: (row) => row.turnsWords || "not within its range" },
    { name: "Status", cell: (row) => row.status },
  ];
  return { columns, cells: rows.map((row) => columns.map((column) => column.cell(row))) };
};

// The columns of tornado.csv, with where the answer turns.
const tornadoFile = (rows) => {
  const columns = Object.keys(rows[0] || {}).filter((name) => typeof rows[0][name] !== "object" || rows[0][name] === null)
    .filter((name) => !["range", "isLink", "isJoint", "turns", "turnsWords", "sentence", "spoken"].includes(name));
  return csvOf([columns, ...rows.map((row) => columns.map((name) => row[name] ?? ""))]);
};

const tornadoTitle = (study, view) => {
  const { label } = labelled(study.outcomes, view.outcome);
  const { answer, rows } = tornadoOf(study, view);
  const many = rows.filter(({ turns }) => turns).length;
  const candidates = !answer
    ? [`${label}: the answer is open as numbers stand`, "The answer is open as numbers stand"]
    : !many
      ? [`${label}: no number alone turns the answer`, "No number by itself turns the answer"]
      : [`${label}: ${many} ${many === 1 ? "number alone" : "numbers each"} could turn it`, `${counted(many, "number")} could turn the answer`];
  return candidates.find((each) => each.split(" ").length <= 10) || candidates[1];
};

// What moves the decision most and what turns it, of all numbers, whatever is shown of them.
const tornadoSentences = (study, view) => {
  const { answer, rows } = tornadoOf(study, view);
  const scale = swingScale(rows, labelled(study.outcomes, view.outcome).unit);
  const stands = rows[0];
  const clear = rows.filter((row) => !row.isJoint && isSwingClear(row)).slice(0, MOST_TOLD);
  const told = clear.map((row) => `${row.spoken}, ${row.range} (${between(row.at_low ?? NaN, row.at_high ?? NaN, scale, true)})`);
  const moved = told.length ? `Most moved by ${listed(told)}.` : "No swing stands out from luck.";
  const turners = rows.filter(({ turns }) => turns).map((row) => row.spoken);
  const more = turners.length > MOST_TOLD ? `, and ${turners.length - MOST_TOLD} more` : "";
  const turned = !answer
    ? "The difference is not clear as the numbers stand."
    : turners.length
      ? `By itself, within its range, this turns the answer: ${listed(turners.slice(0, MOST_TOLD))}${more}.`
      : "No number looked at turns the answer within its range.";
  return [`${figureSaid(stands, "at_default", scale)} as the numbers stand.`, moved, turned];
};

// One cell from near: its plausible worlds in order, or where nothing was drawn its futures.

const MOST_DOTS = 400;
const SPREAD_HEIGHT = 270;
const QUARTERS = [0, 25, 50, 75, 100];

// What is spread: worlds where uncertainties were drawn, else single futures. In order, each with its interval.
const spreadOf = (study, view, cell) => {
  const what = whatOf(study, view);
  if (study.worlds > 1 && ["values", "cells and worlds"].includes(study.extent)) {
    const found = study.members[cell].map((point, world) => worldOf(study, what, point, world))
      .filter(({ mean: middle }) => Number.isFinite(middle))
      .sort((one, other) => one.mean - other.mean);
    return { kind: "plausible world", items: found };
  }
  const { futures } = study.extent === "means" ? { futures: [] } : cellAt(study, what, cell);
  return { kind: "future", items: futures.map((value) => ({ mean: value, half: NaN })) };
};

const isSure = ({ mean: middle, half }, threshold) => middle - half > threshold || middle + half < threshold;

// Thinned evenly along their order; the first and the last stay.
const thinnedItems = (items) => thinned(items.length, MOST_DOTS).map((place) => ({ ...items[place], place }));

const spreadFigure = (study, view, { kind, items }, light, scale, width) => {
  const { colour } = scenarioOf(study, view.scenario).mark;
  const isDifference = view.shown === "difference";
  const shown = thinnedItems(items);
  const shareOf = ({ place }) => {
    const isQuantile = kind === "future" && study.extent !== "values";
    return isQuantile ? (100 * place) / Math.max(1, items.length - 1) : (100 * (place + 0.5)) / items.length;
  };
  const ends = shown.map(({ mean: middle, half }) => ({
    mean: middle, low: middle - half, high: middle + half, p10: NaN, p90: light.threshold,
  }));
  const span = spanOf(ends, isDifference, scale);
  const arms = {
    type: "scatter",
    mode: "lines",
    x: ends.flatMap(({ low, high }) => (Number.isFinite(low) ? [low, high, null] : [])),
    y: shown.flatMap((item) => (Number.isFinite(item.half) ? [shareOf(item), shareOf(item), null] : [])),
    line: { color: alpha(colour, 0.4), width: 1.5 },
    hoverinfo: "skip",
  };
  const isFilled = (item) => kind === "future" || isSure(item, light.threshold);
  const dots = {
    type: "scatter",
    mode: "markers",
    x: shown.map(({ mean: middle }) => middle),
    y: shown.map(shareOf),
    marker: {
      size: shown.length <= 60 ? 8 : 6,
      color: shown.map((item) => (isFilled(item) ? colour : study.colours.paper)),
      line: { color: colour, width: 1.5 },
    },
    text: shown.map((item) => `${written(item.mean, scale, isDifference)}<br>${Math.round(shareOf(item))}% of ${kind}s lie below`),
    hovertemplate: "%{text}<extra></extra>",
    cliponaxis: false,
  };
  const line = {
    type: "scatter",
    mode: "lines",
    x: [light.threshold, light.threshold],
    y: [0, 100],
    line: { color: study.colours.ink, width: 1.5, dash: "dash" },
    hoverinfo: "skip",
  };
  const isNarrow = width < NARROW;
  const ticks = { ...ticksOf(span, scale, isNarrow ? 3 : 6, isDifference), tickangle: 0 };
  const share = { range: [-1, 101], tickvals: QUARTERS, ticktext: QUARTERS.map((each) => `${each}%`) };
  return {
    data: [arms, line, dots],
    layout: layoutOf(study, width, SPREAD_HEIGHT, { l: 46, r: 20, t: 10, b: 34 }, {
      xaxis: axisOf(study, { range: span, ...ticks }),
      yaxis: axisOf(study, share),
    }),
  };
};

// The spread in words; as the report says it, of worlds a share and not a chance.
const spreadSentences = (study, view, { kind, items }, light, scale) => {
  if (!items.length) return [];
  const isDifference = view.shown === "difference";
  const means = items.map(({ mean: middle }) => middle);
  const [p10, middle, p90] = [0.1, 0.5, 0.9].map((share) => percentile(means, share));
  const beyond = means.filter((each) => (view.side === "above" ? each > light.threshold : each < light.threshold)).length;
  const said = thresholdSaid(view, light, scale);
  const range = `eight in ten lie between ${written(p10, scale, isDifference)} and ${written(p90, scale, isDifference)}, half below ${written(middle, scale, isDifference)}`;
  if (kind === "future") return [`Of single futures ${range}.`];
  const clear = items.filter((item) => isSure(item, light.threshold) && (view.side === "above") === item.mean > light.threshold).length;
  return [
    `${capital(view.side)} ${said} in ${beyond.toLocaleString("en-GB")} of ${counted(items.length, "plausible world")} (clearly in ${clear.toLocaleString("en-GB")}); ${range}.`,
    "A share of worlds is a share of what was drawn from the ranges, as wide and as likely as they were stated. It is not the chance that a choice turns out better.",
  ];
};

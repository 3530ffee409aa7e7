// The page itself: its controls, its address, and when what is drawn anew.

const Page = (study) => {
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  let view = firstView(study);
  let rows = [];
  let isPrinting = false;
  let hasLibrary = false;

  const partChoice = ({ name, label }) => {
    const choice = make("label", "");
    const box = make("input", "", { type: "checkbox", name: "part" });
    box.value = name;
    choice.append(box, " ", make("span", label));
    return choice;
  };

  let choicesOf = "";
  const fillChoices = (measure) => {
    if (choicesOf === measure.name) return;
    choicesOf = measure.name;
    byId("part-choices").replaceChildren(...measure.parts.map(partChoice));
    byId("parts").hidden = measure.parts.length === 1;
    byId("period").replaceChildren(...optionsOf(periodsOf(study, measure)));
  };

  const setControls = (measure) => {
    fillChoices(measure);
    for (const field of ["metric", "period", "baseline"]) byId(field).value = view[field];
    for (const radio of named("figure")) radio.checked = radio.value === view.figure;
    for (const box of named("show")) {
      const isBaseline = box.value === view.baseline;
      box.checked = view.show.includes(box.value);
      box.disabled = isBaseline;
      box.parentElement.classList.toggle("compared", isBaseline);
    }
    for (const box of named("part")) box.checked = view.parts.includes(box.value);
    byId("scenarios-count").textContent = `(${view.show.length} of ${study.scenarios.length - 1} shown)`;
    byId("parts-count").textContent = `(${view.parts.length} of ${measure.parts.length} shown)`;
  };

  const tellMeasure = (measure) => {
    const unit = unitWords(measure.unit);
    const better = { lower: " Lower is better.", higher: " Higher is better." }[measure.better] || "";
    const money = isMoney(measure.unit) ? `£${unit ? ` ${unit}` : ""}` : unit;
    const unitSaid = isShare(measure.unit) ? " In per cent; differences in points." : money ? ` In ${money}.` : "";
    byId("view-heading").textContent = measure.label;
    byId("definition").textContent = `${measure.definition}${unitSaid}${better}`;
  };

  const baselineLabel = () => study.scenarios.find(({ name }) => name === view.baseline).label;
  const periodLabel = (measure) => {
    const { label } = periodsOf(study, measure).find(({ name }) => name === view.period);
    return label.slice(0, 1).toLowerCase() + label.slice(1);
  };

  const tellChart = (measure, drawn) => {
    const isLevel = view.figure === "levels";
    const isLines = view.period === EVERY_YEAR;
    const title = titleOf(study, view, rows);
    const what = isLevel ? "Mean of each scenario" : `Difference from ${inSentence(baselineLabel())}`;
    const [thick, thin] = isLines ? ["Dark band", "pale band"] : ["Thick line", "thin line"];
    const interval = `${thick}: 95% interval of the ${isLevel ? "mean" : "paired mean difference"}`;
    const future = drawn.withFuture ? `; ${thin}: 10th to 90th percentile of one future` : "";
    const scale = isLevel ? " The scale need not begin at zero." : "";
    byId("chart-title").textContent = title;
    byId("chart-subtitle").textContent = `${what}, ${periodLabel(measure)}. ${interval}${future}.${scale}`;
    const left = Object.entries(drawn.left).filter(([, many]) => many > 0);
    byId("drawn-note").textContent = left
      .map(([kind, many]) => `${counted(many, `more ${kind} is`, `more ${kind}s are`)} in the table and not drawn.`)
      .join(" ");
    byId("plot").setAttribute("aria-label", `${title}. The text above and the table below say the same.`);
  };

  const tinted = (figure) => {
    if (!night.matches || isPrinting) return figure;
    const text = JSON.stringify(figure);
    return JSON.parse(text.replace(/#[0-9A-F]{6}/g, (colour) => study.dark[colour] || colour));
  };

  const draw = () => {
    const place = byId("plot");
    const drawn = figureOf(study, view, rows, isPrinting ? 670 : place.parentElement.clientWidth);
    const isEmpty = drawn.data.every(({ x }) => !x.length);
    place.hidden = isEmpty;
    tellChart(measureOf(study, view.metric), drawn);
    tellLegend(study, view, rows, drawn);
    if (!hasLibrary || isEmpty) return;
    const { data, layout } = tinted(drawn);
    window.Plotly.react(place, data, layout, { ...study.config, responsive: false });
  };

  const redraw = () => {
    const measure = measureOf(study, view.metric);
    rows = rowsOf(study, view);
    setControls(measure);
    tellMeasure(measure);
    sayOnce("said", sentences(study, view, rows));
    const against = study.scenarios.length > 1 ? `, compared with ${inSentence(baselineLabel())}` : "";
    byId("table-caption").textContent = `${measure.label}: ${periodLabel(measure)}${against}`;
    byId("chosen").textContent = `This view: ${toFragment(view)}`;
    tellTable(study, view, rows);
    draw();
  };

  const keep = () => keepAddress(toFragment(view));

  const choose = (change) => {
    view = changed(study, view, change);
    byId("note").textContent = "";
    byId("done").textContent = "";
    byId("link-text").hidden = true;
    redraw();
    window.setTimeout(keep); // once the change is on the screen
  };

  const readAddress = () => {
    const fragment = decodeSafely(window.location.hash);
    if (!isView(fragment)) {
      if (fragment.length > 1) keep();
      return;
    }
    const found = fromFragment(study, window.location.hash);
    view = found.view;
    redraw();
    tellNotes(found.notes);
    keep();
  };

  const listen = () => {
    byId("controls").addEventListener("submit", (event) => event.preventDefault());
    byId("controls").addEventListener("change", ({ target: { name, value } }) => {
      const many = { show: "show", part: "parts" }[name];
      if (many) choose({ [many]: named(name).filter((box) => box.checked).map((box) => box.value) });
      else choose({ [name]: value });
    });
    byId("controls").addEventListener("click", ({ target }) => {
      const { all, none } = target.dataset;
      if (!all && !none) return;
      const names = all ? named(all).map(({ value }) => value) : [];
      choose({ [(all || none) === "show" ? "show" : "parts"]: names });
    });
    byId("copy").addEventListener("click", () => copyLink(toFragment(view)));
    byId("download").addEventListener("click", () => saveTable(view.metric, fileOf(study, view, rows)));
    byId("print").addEventListener("click", () => window.print());
    window.addEventListener("hashchange", readAddress);
    night.addEventListener("change", draw);
    window.addEventListener("beforeprint", () => { isPrinting = true; draw(); });
    window.addEventListener("afterprint", () => { isPrinting = false; draw(); });
    let width = 0;
    new ResizeObserver(([{ contentRect }]) => {
      const isNew = Math.abs(contentRect.width - width) >= 1;
      width = contentRect.width;
      if (isNew && !isPrinting && width) draw();
    }).observe(byId("plot").parentElement);
  };

  const start = () => {
    const isWide = window.matchMedia("(min-width: 72.01rem)").matches;
    byId("scenarios").open = isWide;
    byId("parts").open = isWide;
    document.body.classList.add("ready");
    listen();
    redraw();
    readAddress();
    keep();
  };

  return { start, drawn: () => { hasLibrary = true; document.body.classList.add("drawn"); draw(); } };
};

(async () => {
  if (!("DecompressionStream" in window)) return;
  const [text, buffer] = await Promise.all([inflate("facts"), inflateBytes("values")]);
  const page = Page({ ...JSON.parse(text), values: numbersOf(buffer) });
  page.start();
  const script = document.createElement("script");
  script.textContent = await inflate("library");
  document.head.append(script);
  page.drawn();
})();

// The page of a sweep: its controls, and what is made of them when one changes.

const Sweep = (study) => {
  let view = firstView(study);
  let light = lightOf(study, view);
  let cells = [];
  let front = null;
  let frontAsked = "";

  const shownScenarios = () => {
    if (view.down) return [scenarioOf(study, view.scenario)];
    return study.scenarios.filter(({ name }) => view.shown === "value" || canCompare(study, name));
  };

  const cellsShown = () =>
    shownScenarios().flatMap((scenario) => shownCombinations(study, view).map((combination) => ({
      ...shownCell(study, whatOf(study, view, scenario.name), combination, light),
      scenario,
    })));

  // The levers that lie on no side, at one level each.
  const isFixed = ({ name }) => ![view.down, view.across].includes(name);
  const fixedSaid = () => leversSaid(study, view.cell, isFixed);

  const levelChoice = (lever) => {
    const made = make("p", "");
    made.dataset.lever = lever.name;
    const id = `at-${placeOf(study.levers, lever.name)}`;
    const select = make("select", "", { id, name: "at" });
    select.dataset.lever = lever.name;
    select.append(...optionsOf(lever.levels.map(({ name, words }) => ({ name, label: words }))));
    made.append(make("label", lever.label, { for: id }), select);
    return made;
  };

  const fillControls = () => {
    const levers = study.levers.map(({ name, label }) => ({ name, label }));
    byId("levels").append(...study.levers.map(levelChoice));
    byId("across").replaceChildren(...optionsOf(levers));
    byId("down").replaceChildren(...optionsOf([...(levers.length > 1 ? levers : []), { name: "", label: "No lever: a line for each scenario" }]));
  };

  // Made anew only if other cells are shown: there may be a thousand.
  let filled = "";
  const fillCells = (combinations) => {
    if (filled === combinations.join()) return;
    filled = combinations.join();
    byId("cell").replaceChildren(...optionsOf(combinations.map((place) => (
      { name: String(place), label: capital(leversSaid(study, place)) || "As it is" }
    ))));
  };

  const setControls = () => {
    for (const field of ["outcome", "scenario", "across", "down", "x", "y"]) if (byId(field)) byId(field).value = view[field];
    for (const field of ["shown", "side", "sure"]) {
      for (const radio of named(field)) radio.checked = radio.value === view[field];
    }
    for (const radio of named("shown")) radio.disabled = radio.value === "difference" && !canCompare(study, view.scenario);
    for (const made of byId("levels").children) {
      const lever = leverOf(study, made.dataset.lever);
      made.hidden = !isFixed(lever);
      made.querySelector("select").value = view.at[lever.name];
    }
    byId("levels").parentElement.hidden = !study.levers.some(isFixed);
    const { unit } = outcomeOf(study, view);
    byId("threshold").value = typed(light.threshold, unit);
    const points = view.shown === "difference" ? "points" : "per cent";
    byId("threshold-unit").textContent = isShare(unit) ? points : unit;
    fillCells([...new Set(cells.map(({ combination }) => combination))]);
    byId("cell").value = String(view.cell);
  };

  const whatSaid = () => {
    const worlds = study.worlds > 1 ? `, mean of ${counted(study.worlds, "plausible world")}` : "";
    const from = study.isAlone ? study.against : `${study.against} at the same point`;
    return `${view.shown === "difference" ? `Difference from ${from}` : "Mean"}${worlds}`;
  };

  const tellOutcome = () => {
    const { label, unit, better, definition } = outcomeOf(study, view);
    const way = { lower: " Lower is better.", higher: " Higher is better." }[better] || "";
    const said = isShare(unit) ? " In per cent; differences in points." : ` In ${unit}.`;
    byId("view-heading").textContent = label;
    byId("definition").textContent = `${definition}${said}${way}`;
  };

  const caption = () => {
    const { label } = outcomeOf(study, view);
    const who = view.down ? `: ${inSentence(scenarioOf(study, view.scenario).label)}` : "";
    const what = view.shown === "difference" ? `, difference from ${study.against}` : "";
    const at = fixedSaid();
    return `${label}${who}${what}${at ? `, ${at}` : ""}`;
  };

  const tellMap = () => {
    const { unit } = outcomeOf(study, view);
    const scale = scaleOfCells(cells, unit, view.shown === "difference");
    const isMap = Boolean(view.down);
    byId("map-title").textContent = titleOfCells(study, view, cells, light);
    const at = fixedSaid();
    const who = isMap ? [scenarioOf(study, view.scenario).label] : [];
    const told = [...who, ...(at ? [at] : []), unitOf(scale, unit)].join(", ");
    byId("map-subtitle").textContent = `${whatSaid()}: ${told}. ${surely(study, view)}. Threshold: ${thresholdSaid(view, light, scale)}.${isMap ? "" : " Bands: the intervals; a dashed line: the threshold."}`;
    byId("map").hidden = !isMap;
    byId("map-figure").hidden = !study.levers.length;
    const words = keyWords(view, light);
    for (const [name, text] of Object.entries(words)) byId(`key-${name}`).textContent = text;
    byId("map-key").hidden = !isMap;
    byId("line-key").hidden = isMap;
    for (const key of byId("line-key").children) {
      key.hidden = !cells.some(({ scenario }) => scenario.name === key.dataset.scenario);
    }
    byId("lines").setAttribute("aria-label", `${byId("map-title").textContent}. The text above and the table below say the same.`);
    if (!isMap) {
      byId("map-note").textContent = shownScenarios().length > MOST_LINES ? "The first scenarios are drawn; the table has all." : "";
      return;
    }
    const { table, left, isLined } = heatMap(study, view, cells, light, caption(), choose);
    byId("map").setAttribute("aria-label", caption());
    byId("map").replaceChildren(table);
    byId("key-line").parentElement.hidden = !isLined;
    byId("map-note").textContent = left ? "Levels between those drawn are in the table." : "";
  };

  const spreadNow = () => {
    const cell = shownCell(study, whatOf(study, view), view.cell, light);
    const scale = scaleOfCells([cell], outcomeOf(study, view).unit, view.shown === "difference");
    return { cell, scale, found: spreadOf(study, view, view.cell) };
  };

  const tellCell = () => {
    const { cell, scale, found } = spreadNow();
    const { label } = scenarioOf(study, view.scenario);
    const at = study.levers.length ? `, ${leversSaid(study, view.cell)}` : "";
    const about = Number.isFinite(cell.mean) ? cellSaid(study, view, cell, light, scale) : "not defined";
    const many = found.items.length;
    const isWorlds = found.kind === "plausible world";
    sayOnce("cell-said", [
      `${label}${at}: ${about}.`,
      ...spreadSentences(study, view, found, light, scale),
    ]);
    byId("spread-figure").hidden = many < 2;
    byId("spread-title").textContent = isWorlds ? "Plausible worlds in order" : "Single futures in order";
    byId("spread-subtitle").textContent = isWorlds
      ? `${counted(many, "world")}, drawn from the ranges of ${counted(study.drawn.length, "number")}. Lines: 95% interval of the mean in that world; filled: clear of the threshold, which is dashed.`
      : `${study.extent === "values" ? counted(many, "replication") : `${many} quantiles of the replications`}. The threshold is dashed.`;
    byId("spread").setAttribute("aria-label", `${byId("spread-title").textContent}. The text above says the same.`);
  };

  // Whether there is another frontier to draw.
  const tellFrontier = () => {
    const asked = `${view.x} ${view.y}`;
    if (!view.x || asked === frontAsked) return false;
    frontAsked = asked;
    front = frontierOf(study, view);
    sayOnce("front-said", view.x === view.y ? ["Choose two different outcomes."] : frontierSentences(study, view, front));
    const [x, y] = [view.x, view.y].map((name) => study.outcomes[placeOf(study.outcomes, name)].label);
    byId("front-title").textContent = firstFitting(`${x} against ${inSentence(y)}`, "Two outcomes against each other");
    byId("front").setAttribute("aria-label", `${x} against ${inSentence(y)}. The text above names the choices on the frontier.`);
    return true;
  };

  const easel = Easel(study, {
    lines: (width) => (view.down || !view.across ? null : linesFigure(study, view, cells, light, width)),
    spread: (width) => {
      const { scale, found } = spreadNow();
      return found.items.length > 1 ? spreadFigure(study, view, found, light, scale, width) : null;
    },
    ...(view.x ? { front: (width) => (front && front.ahead.length && view.x !== view.y ? frontierFigure(study, view, front, width) : null) } : {}),
  });

  const redraw = () => {
    light = lightOf(study, view);
    cells = cellsShown();
    setControls();
    tellOutcome();
    sayOnce("said", cellSentences(study, view, cells, light));
    tellMap();
    byId("table-caption").textContent = `${caption()}. ${surely(study, view)}.`;
    fillTable(listedCells(study, view, cells, light), cells);
    byId("cells-count").textContent = `(${counted(cells.length, "cell")})`;
    tellCell();
    const isNewFront = tellFrontier();
    byId("chosen").textContent = `This view: ${toFragment(study, view)}`;
    easel.draw(isNewFront ? undefined : ["lines", "spread"]);
  };

  const choose = (change) => {
    view = changed(study, view, change);
    for (const id of ["note", "done"]) byId(id).textContent = "";
    byId("link-text").hidden = true;
    redraw();
    window.setTimeout(() => keepAddress(toFragment(study, view))); // once the change is on the screen
  };

  const chooseThreshold = (text) => {
    const field = byId("threshold");
    const found = text.trim() === "" ? null : numberIn(text, outcomeOf(study, view).unit);
    const isWrong = text.trim() !== "" && found === null;
    field.setAttribute("aria-invalid", String(isWrong));
    byId("threshold-wrong").textContent = isWrong ? "Write a number, such as 30,500,000 or 1.2m; empty for where the page begins." : "";
    if (!isWrong) choose({ threshold: found });
  };

  const readAddress = () => {
    const fragment = decodeSafely(window.location.hash);
    if (isView(fragment)) {
      const found = fromFragment(study, window.location.hash);
      view = found.view;
      redraw();
      tellNotes(found.notes);
    }
    if (isView(fragment) || fragment.length <= 1) keepAddress(toFragment(study, view));
  };

  const chosen = ({ target: { name, value, dataset } }) => {
    if (name === "threshold") chooseThreshold(value);
    else if (name === "at") choose({ at: { [dataset.lever]: value } });
    else if (name === "cell") choose({ cell: Number(value) });
    else if (name) choose({ [name]: value });
  };

  const listen = () => {
    for (const form of document.querySelectorAll("form")) {
      form.addEventListener("submit", (event) => event.preventDefault());
      form.addEventListener("change", chosen);
    }
    byId("copy").addEventListener("click", () => copyLink(toFragment(study, view)));
    byId("download").addEventListener("click", () => saveTable(view.outcome, cellsFile(study, view, cells, light)));
    byId("print").addEventListener("click", () => window.print());
    window.addEventListener("hashchange", readAddress);
    easel.listen();
  };

  const start = () => {
    fillControls();
    document.body.classList.add("ready");
    openForPaper();
    listen();
    redraw();
    readAddress();
    return easel.begin();
  };

  return { start };
};

(async () => {
  if (!("DecompressionStream" in window)) return;
  const [text, buffer] = await Promise.all([inflate("facts"), inflateBytes("values")]);
  const facts = JSON.parse(text);
  await Sweep(laidOut({ ...facts, values: numbersOf(buffer, facts.width) })).start();
})();

// The page of a tornado: its controls, and what is made of them when one changes.

const Sway = (study) => {
  let view = firstView(study);
  let rows = [];

  const setControls = () => {
    for (const field of ["outcome", "scenario", "order", "kept"]) byId(field).value = view[field];
    const here = new Set(tornadoOf(study, view)?.rows.map(({ factor }) => factor));
    for (const box of named("factor")) {
      box.checked = !view.hidden.includes(box.value);
      box.parentElement.hidden = !here.has(box.value);
    }
    byId("factors-count").textContent = `(${here.size - view.hidden.filter((name) => here.has(name)).length} of ${here.size})`;
  };

  const tellChart = () => {
    const outcome = labelled(study.outcomes, view.outcome);
    const { label } = labelled(study.scenarios, view.scenario);
    const unit = isMoney(outcome.unit) ? outcome.unit : isShare(outcome.unit) ? "points" : unitWords(outcome.unit);
    const said = `${label} less ${inSentence(study.baseline)}: ${inSentence(outcome.label)}${unit ? `, ${unit}` : ""}`;
    const { rows: all } = tornadoOf(study, view);
    byId("view-heading").textContent = `${outcome.label}: ${inSentence(label)}`;
    byId("chart-title").textContent = tornadoTitle(study, view);
    byId("chart-subtitle").textContent = `${said}. One number at a time at either end of its own range, all else as it is. Lines: 95% intervals of the paired mean difference.`;
    byId("drawn-note").textContent = rows.length < all.length
      ? `${rows.length} of ${counted(all.length, "number")} shown.`
      : "";
    byId("table-caption").textContent = said;
    byId("tornado").setAttribute("aria-label", `${tornadoTitle(study, view)}. The text above and the table below say the same.`);
  };

  // Where each number shown turns the answer, in the words of the analysis: what turns it within its range first.
  const tellTurns = () => {
    const told = [...rows].sort(ORDER.turning).map(({ sentence: said }) => said).filter(Boolean);
    byId("turns").hidden = !told.length;
    byId("turn-list").replaceChildren(...told.map((said) => make("li", said)));
  };

  const easel = Easel(study, {
    tornado: (width) => (rows.length ? tornadoFigure(study, view, rows, width) : null),
  });

  const redraw = () => {
    setControls();
    if (!tornadoOf(study, view)) view = { ...view, scenario: study.tornadoes.find(({ outcome }) => outcome === view.outcome).scenario };
    rows = shownRows(study, view);
    sayOnce("said", tornadoSentences(study, view));
    tellChart();
    fillTable(tornadoTable(study, view, rows), rows);
    byId("cells-count").textContent = `(${counted(rows.length, "number")})`;
    tellTurns();
    byId("chosen").textContent = `This view: ${toFragment(view)}`;
    easel.draw();
  };

  const choose = (change) => {
    view = { ...view, ...change };
    for (const id of ["note", "done"]) byId(id).textContent = "";
    byId("link-text").hidden = true;
    redraw();
    window.setTimeout(() => keepAddress(toFragment(view))); // once the change is on the screen
  };

  const readAddress = () => {
    const fragment = decodeSafely(window.location.hash);
    if (isView(fragment)) {
      const found = fromFragment(study, window.location.hash);
      view = found.view;
      redraw();
      tellNotes(found.notes);
    }
    if (isView(fragment) || fragment.length <= 1) keepAddress(toFragment(view));
  };

  const hide = () => choose({ hidden: named("factor").filter((box) => !box.checked).map((box) => box.value) });

  const listen = () => {
    byId("controls").addEventListener("submit", (event) => event.preventDefault());
    byId("controls").addEventListener("change", ({ target: { name, value } }) => {
      if (name === "factor") hide();
      else choose({ [name]: value });
    });
    byId("show-all").addEventListener("click", () => choose({ hidden: [], kept: "all" }));
    byId("copy").addEventListener("click", () => copyLink(toFragment(view)));
    byId("download").addEventListener("click", () => saveTable(`tornado-${view.outcome}`, tornadoFile(rows)));
    byId("print").addEventListener("click", () => window.print());
    window.addEventListener("hashchange", readAddress);
    easel.listen();
  };

  const start = () => {
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
  await Sway(JSON.parse(await inflate("facts"))).start();
})();

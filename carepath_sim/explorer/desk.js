// What every page of choices does: draws anew when its width, its colours or the paper ask for it, keeps its view in
// its address, and hands out its link and its table.

const PAPER_WIDTH = 670;

// While a page is printed its table is open; where there is little room it begins closed.
const openForPaper = () => {
  const table = byId("cells");
  let wasOpen = true;
  table.open = window.matchMedia("(min-width: 48.01rem)").matches;
  window.addEventListener("beforeprint", () => { wasOpen = table.open; table.open = true; });
  window.addEventListener("afterprint", () => { table.open = wasOpen; });
};

// `plots` gives for the id of each drawing its figure at a width, or null if there is nothing to draw.
const Easel = (study, plots) => {
  const night = window.matchMedia("(prefers-color-scheme: dark)");
  let isPrinting = false;
  let hasLibrary = false;

  const tinted = (figure) => {
    if (!night.matches || isPrinting) return figure;
    const text = JSON.stringify(figure);
    return JSON.parse(text.replace(/#[0-9A-F]{6}/g, (colour) => study.dark[colour] || colour));
  };

  const drawOne = ([id, figureAt]) => {
    const place = byId(id);
    const width = isPrinting ? PAPER_WIDTH : place.parentElement.clientWidth;
    const drawn = hasLibrary ? figureAt(Math.max(240, Math.floor(width))) : null;
    place.hidden = hasLibrary && !drawn;
    if (!drawn) return;
    const { data, layout } = tinted(drawn);
    window.Plotly.react(place, data, layout, { ...study.config, responsive: false });
  };
  // All drawings, or those named.
  const draw = (ids = Object.keys(plots)) => ids.forEach((id) => drawOne([id, plots[id]]));

  const listen = () => {
    night.addEventListener("change", () => draw());
    window.addEventListener("beforeprint", () => { isPrinting = true; draw(); });
    window.addEventListener("afterprint", () => { isPrinting = false; draw(); });
    for (const each of Object.entries(plots)) {
      let width = 0;
      new ResizeObserver(([{ contentRect }]) => {
        const isNew = Math.abs(contentRect.width - width) >= 1;
        width = contentRect.width;
        if (isNew && !isPrinting && width) drawOne(each);
      }).observe(byId(each[0]).parentElement);
    }
  };

  const begin = async () => {
    const script = document.createElement("script");
    script.textContent = await inflate("library");
    document.head.append(script);
    hasLibrary = true;
    document.body.classList.add("drawn");
    draw();
  };

  return { draw, listen, begin };
};

const decodeSafely = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const keepAddress = (fragment) => {
  try {
    window.history.replaceState(null, "", fragment);
  } catch {
    // Some browsers allow no history for a file; the link can still be copied.
  }
};

const copyLink = async (fragment) => {
  const link = window.location.href.split("#")[0] + fragment;
  try {
    await navigator.clipboard.writeText(link);
    byId("done").textContent = "The link is copied. It opens this view wherever this file is.";
  } catch {
    byId("link-text").hidden = false;
    byId("link").value = link;
    byId("link").focus();
    byId("link").select();
  }
};

const saveTable = (name, text) => {
  saveFile(name, text);
  byId("done").textContent = "The table is saved where your browser keeps downloads.";
};

const tellNotes = (notes) => {
  byId("note").textContent = notes.length
    ? `The address asks for what this file does not have: ${listed(notes.slice(0, 4))}. Shown is what it has.`
    : "";
};

// Said anew only if it is new, as it is read out.
const sayOnce = (id, sentences) => {
  const place = byId(id);
  if (place.dataset.said === sentences.join("\n")) return;
  place.dataset.said = sentences.join("\n");
  place.replaceChildren(...sentences.map(sentence));
};

const optionsOf = (items) => items.map(({ name, label }) => {
  const option = make("option", label);
  option.value = name;
  return option;
});

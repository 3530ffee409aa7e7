(async () => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const figuresOf = [...document.querySelectorAll("figure[data-key]")];
  const media = (query) => window.matchMedia(query);

  // A table as a file. What a spreadsheet would run as a formula is made text, unless it is a plain number.
  const NUMBER = /^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?$/;
  const ACTING = /^[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/;
  const cell = (element) => {
    const words = element.textContent.replace(/\s+/g, " ").trim();
    const figure = words.replace(/^\u2212/, "-");
    const safe = NUMBER.test(figure) ? figure.replaceAll(",", "") : ACTING.test(words) ? `'${words}` : words;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  const csv = (table) => `\uFEFF${[...table.rows].map((row) => [...row.cells].map(cell).join(",")).join("\r\n")}\r\n`;
  const download = (name, text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    link.download = `${name.replace(/[^\w-]+/g, "-")}.csv`;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  for (const figure of figuresOf) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "csv";
    button.textContent = "Download CSV";
    button.setAttribute("aria-label", `Download CSV: ${figure.querySelector(".message").textContent}`);
    button.addEventListener("click", () => download(figure.dataset.key, csv(figure.querySelector(".data table"))));
    figure.querySelector(".data").prepend(button);
  }

  // While printing everything is open, whether drawings can be made or not.
  let wasOpen = null;
  const open = () => {
    wasOpen ??= new Map([...document.querySelectorAll("details")].map((each) => [each, each.open]));
    for (const each of wasOpen.keys()) each.open = true;
  };
  const close = () => {
    for (const [each, stood] of wasOpen || []) each.open = stood;
    wasOpen = null;
  };
  window.addEventListener("beforeprint", open);
  window.addEventListener("afterprint", close);
  if (!("DecompressionStream" in window)) return;

  const tables = figuresOf.map((figure) => figure.querySelector("details.table"));
  document.body.classList.add("drawn");
  for (const table of tables) table.open = false;
  const drawings = inflate("figures");
  try {
    const script = document.createElement("script");
    script.textContent = await inflate("library");
    document.head.append(script);
    if (!window.Plotly) throw new Error("the drawing library did not start");
  } catch {
    document.body.classList.remove("drawn");
    for (const table of tables) table.open = true;
    return;
  }
  const { figures, config, dark } = JSON.parse(await drawings);
  const night = media("(prefers-color-scheme: dark)");

  const tinted = (figure) => {
    const text = JSON.stringify(figure);
    return JSON.parse(night.matches ? text.replace(/#[0-9A-F]{6}/g, (colour) => dark[colour] || colour) : text);
  };
  let printing = false;
  // On A4 a drawing is made for a page a third wider and taken smaller as a whole, so that its letters suit the page's.
  const SMALLER = 0.75;
  const onPaper = (id) => ({ autosize: false, width: Math.round((byId(id).dataset.wide ? 690 : 335) / SMALLER) });
  const stand = (id, { height }) => {
    if (height) byId(id).style.height = `${Math.round(height * (printing ? SMALLER : 1))}px`;
  };
  const draw = (id) => {
    const { data, layout } = printing ? structuredClone(figures[id]) : tinted(figures[id]);
    stand(id, layout);
    window.Plotly.react(id, data, { ...layout, ...(printing ? onPaper(id) : {}) }, config);
  };

  // A drawing is made when it comes near the screen, or when there is nothing else to do.
  const pending = new Set(Object.keys(figures));
  const widths = new Map();
  const follow = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const changed = Math.abs((widths.get(target) || 0) - contentRect.width) >= 1;
      widths.set(target, contentRect.width);
      if (changed && !printing && contentRect.width) window.Plotly.Plots.resize(target);
    }
  });
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) first(target.id);
  }, { rootMargin: "800px 0px" });
  const first = (id) => {
    if (!pending.delete(id)) return;
    near.unobserve(byId(id));
    draw(id);
    widths.set(byId(id), byId(id).clientWidth);
    follow.observe(byId(id));
    if (pending.size === 0) document.body.dataset.charts = "all";
  };
  const idle = window.requestIdleCallback || ((work) => setTimeout(work, 30));
  const next = () => {
    for (const id of pending) {
      first(id);
      break;
    }
    if (pending.size) idle(next);
  };
  for (const id of pending) near.observe(byId(id));
  if (!pending.size) document.body.dataset.charts = "all";
  next();

  const again = () => {
    for (const id of Object.keys(figures)) if (!pending.has(id)) draw(id);
  };
  night.addEventListener("change", again);
  window.addEventListener("beforeprint", () => {
    printing = true;
    again();
    for (const id of [...pending]) first(id);
  });
  window.addEventListener("afterprint", () => {
    printing = false;
    again();
  });
})();

(async () => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const tables = [...document.querySelectorAll("details.table")];
  if (!("DecompressionStream" in window)) return;

  // Base 85, a sixteenth shorter than base 64; the comma stands for "<", which a page would read as markup.
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
  const digits = new Uint8Array(128);
  [...alphabet].forEach((letter, value) => { digits[letter.charCodeAt(0)] = value; });
  const inflate = (id) => {
    const { textContent, dataset } = byId(id);
    const packed = new DataView(new ArrayBuffer((textContent.length / 5) * 4));
    for (let group = 0; group * 5 < textContent.length; group += 1) {
      let word = 0;
      for (let place = 0; place < 5; place += 1) word = word * 85 + digits[textContent.charCodeAt(group * 5 + place)];
      packed.setUint32(group * 4, word);
    }
    const bytes = new Uint8Array(packed.buffer, 0, Number(dataset.bytes));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };

  const script = document.createElement("script");
  script.textContent = await inflate("library");
  document.head.append(script);
  const { figures, config, dark } = JSON.parse(await inflate("figures"));
  const night = window.matchMedia("(prefers-color-scheme: dark)");

  const tinted = (figure, isDark) => {
    const text = JSON.stringify(figure);
    return JSON.parse(isDark ? text.replace(/#[0-9A-F]{6}/g, (colour) => dark[colour] || colour) : text);
  };
  const draw = (isDark, forPaper) => {
    for (const [id, figure] of Object.entries(figures)) {
      const { data, layout } = tinted(figure, isDark);
      const size = forPaper ? { autosize: false, width: byId(id).dataset.wide ? 670 : 322 } : {};
      window.Plotly.react(id, data, { ...layout, ...size }, config);
    }
  };

  document.body.classList.add("drawn");
  draw(night.matches, false);
  for (const table of tables) table.open = false;

  night.addEventListener("change", () => draw(night.matches, false));
  // A drawing follows the width of its place, whatever changes it: a turned phone, a scroll bar, a zoomed page.
  let printing = false;
  const widths = new Map();
  const follow = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const changed = Math.abs((widths.get(target) || 0) - contentRect.width) >= 1;
      widths.set(target, contentRect.width);
      if (changed && !printing && contentRect.width) window.Plotly.Plots.resize(target);
    }
  });
  for (const id of Object.keys(figures)) follow.observe(byId(id));
  let wasOpen = null;
  window.addEventListener("beforeprint", () => {
    if (wasOpen) return;
    wasOpen = new Map([...document.querySelectorAll("details")].map((each) => [each, each.open]));
    for (const each of wasOpen.keys()) each.open = true;
    printing = true;
    draw(false, true);
  });
  window.addEventListener("afterprint", () => {
    for (const [each, open] of wasOpen || []) each.open = open;
    wasOpen = null;
    printing = false;
    draw(night.matches, false);
  });
})();

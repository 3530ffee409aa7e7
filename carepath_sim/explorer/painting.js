// What is made of a view on the page: sentences, a table and a legend. Text is only ever set as text.

const MOST_TABLE_ROWS = 300;
const FIGURE = /([+\u2212]?£[\d,.]*\d[mk]?|[+\u2212][\d,.]*\d%?)/;
const byId = (id) => document.getElementById(id);
const named = (name) => [...byId("controls").elements].filter((each) => each.name === name);

const make = (tag, text, attributes = {}) => {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

// Figures are never broken over two lines.
const pieces = (text) =>
  text.split(FIGURE).map((piece, place) => (place % 2 ? make("span", piece, { class: "figure" }) : piece));
const sentence = (text) => {
  const said = document.createElement("p");
  said.append(...pieces(text));
  return said;
};

const cellOf = (text, { name, figure, range, tone }, row, isFirst) => {
  if (isFirst) return make("th", text, { scope: "row" });
  const kind = figure ? "figure" : "cell";
  const cell = make("td", "", { class: tone ? `reading tone-${tone(row)}` : range ? "figure range" : kind });
  cell.dataset.label = name;
  cell.append(...(range ? pieces(text) : [text]));
  return cell;
};

const fillTable = ({ columns, cells }, rows) => {
  byId("columns").replaceChildren(
    ...columns.map(({ name, figure }) => make("th", name, { scope: "col", ...(figure ? { class: "figure" } : {}) })),
  );
  byId("rows").replaceChildren(
    ...cells.slice(0, MOST_TABLE_ROWS).map((line, place) => {
      const row = document.createElement("tr");
      row.append(...line.map((text, column) => cellOf(text, columns[column], rows[place], !column)));
      return row;
    }),
  );
  byId("rows-note").textContent =
    cells.length > MOST_TABLE_ROWS
      ? `The first ${MOST_TABLE_ROWS} of ${cells.length.toLocaleString("en-GB")} rows; the download has all.`
      : "";
  byId("download").disabled = !cells.length;
};

const tellTable = (study, view, rows) => fillTable(tableOf(study, view, rows), rows);

const tellLegend = (study, view, rows, drawn) => {
  const shown = new Set(rows.map(({ scenario }) => scenario.name));
  const isForest = view.period !== EVERY_YEAR;
  const isNamed = study.scenarios.length === 1 || (isForest && (shown.size > 1 || view.parts.length === 1));
  const keys = isNamed ? [] : named("show").filter(({ value }) => shown.has(value));
  byId("legend").replaceChildren(
    ...(drawn.data.length ? keys : []).map((box) => {
      const key = document.createElement("li");
      const [swatch, label] = box.parentElement.querySelectorAll("svg, span");
      key.append(swatch.cloneNode(true), label.cloneNode(true));
      return key;
    }),
  );
};

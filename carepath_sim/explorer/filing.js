// Tables as files.

// A number as it is, empty if not defined; text so that no spreadsheet takes it for a formula.
const fileCell = (cell) => {
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const text = String(cell);
  const isFormula = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const csvOf = (lines) => `${lines.map((cells) => cells.map(fileCell).join(",")).join("\r\n")}\r\n`;

const saveFile = (name, text) => {
  const file = new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" });
  const link = make("a", "", { download: `${name.replace(/[^\w-]+/g, "-")}.csv` });
  link.href = URL.createObjectURL(file);
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

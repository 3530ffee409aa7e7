// What the page carries compressed, in letters that no page reads as markup: see `pack` in sheet.py.
// Base 85, a sixteenth shorter than base 64; the comma stands for "<", which a page would read as markup.
const unpacked = (id) => {
  "use strict";
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
  const digits = new Uint8Array(128);
  [...alphabet].forEach((letter, value) => { digits[letter.charCodeAt(0)] = value; });
  const { textContent, dataset } = document.getElementById(id);
  const packed = new DataView(new ArrayBuffer((textContent.length / 5) * 4));
  for (let group = 0; group * 5 < textContent.length; group += 1) {
    let word = 0;
    for (let place = 0; place < 5; place += 1) word = word * 85 + digits[textContent.charCodeAt(group * 5 + place)];
    packed.setUint32(group * 4, word);
  }
  const bytes = new Uint8Array(packed.buffer, 0, Number(dataset.bytes));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
};
const inflate = (id) => unpacked(id).text();
const inflateBytes = (id) => unpacked(id).arrayBuffer();

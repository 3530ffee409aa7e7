// Numbers as they travel in a page: see `packing.py`.

// Numbers of so many bytes, which come lowest first: all lowest bytes, then all the next ones.
const numbersOf = (buffer, width = 8) => {
  const planes = new Uint8Array(buffer);
  const count = planes.length / width;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < width; plane += 1) {
    for (let place = 0; place < count; place += 1) bytes[place * width + plane] = planes[plane * count + place];
  }
  return width === 8 ? new Float64Array(bytes.buffer) : Float64Array.from(new Float32Array(bytes.buffer));
};

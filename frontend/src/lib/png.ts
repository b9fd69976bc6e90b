/** A PNG of black and white points (one bit each), as the PNG specification, third edition, has it. */

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Makes the file; true is black. All rows are of one length. */
export async function png(rows: readonly (readonly boolean[])[]): Promise<Uint8Array> {
  const wide = rows[0]?.length ?? 0;
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, wide);
  view.setUint32(4, rows.length);
  view.setUint8(8, 1); // bits of a point; colour type 0 is grey
  return joined([Uint8Array.from(signature), chunk('IHDR', head), chunk('IDAT', await deflate(points(rows, wide))), chunk('IEND', new Uint8Array())]);
}

/** Each row with its filter (0, none) and its points, the leftmost in the highest bit. */
function points(rows: readonly (readonly boolean[])[], wide: number): Uint8Array<ArrayBuffer> {
  const line = 1 + Math.ceil(wide / 8);
  const out = new Uint8Array(line * rows.length);
  rows.forEach((row, y) => {
    row.forEach((dark, x) => {
      const at = y * line + 1 + (x >> 3);
      if (!dark) out[at] = (out[at] ?? 0) | (0x80 >> (x & 7));
    });
  });
  return out;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(Uint8Array.from(type, (each) => each.charCodeAt(0)), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc(out.subarray(4, 8 + data.length)));
  return out;
}

/** The CRC of annex D. */
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const each of bytes) {
    value ^= each;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new CompressionStream('deflate');
  const writer = stream.writable.getWriter();
  const written = writer.write(bytes).then(() => writer.close());
  const parts: Uint8Array[] = [];
  const reader = stream.readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) parts.push(next.value);
  await written;
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of parts) {
    out.set(each, at);
    at += each.length;
  }
  return out;
}

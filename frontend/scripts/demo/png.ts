import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Colours row by row, each `0xRRGGBB`. */
export interface Picture {
  width: number;
  height: number;
  pixels: Uint32Array;
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Reads what a browser takes of a page: eight bits, RGB or RGBA, not interlaced. */
export function readPng(file: Buffer): Picture {
  const chunks: Buffer[] = [];
  for (let at = signature.length; at < file.length;) {
    const length = file.readUInt32BE(at);
    const isData = file.toString('latin1', at + 4, at + 8) === 'IDAT';
    if (isData) chunks.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const size = file[25] === 6 ? 4 : 3;
  const bytes = unfilter(inflateSync(Buffer.concat(chunks)), width * size, height, size);
  const pixels = new Uint32Array(width * height);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = bytes.readUIntBE(i * size, 3);
  return { width, height, pixels };
}

/** Each line says how its bytes follow from those to the left and above. */
function unfilter(raw: Buffer, line: number, height: number, size: number): Buffer {
  const out = Buffer.alloc(line * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (line + 1)] ?? 0;
    for (let x = 0; x < line; x += 1) {
      const at = y * line + x;
      const left = x >= size ? (out[at - size] ?? 0) : 0;
      const above = y > 0 ? (out[at - line] ?? 0) : 0;
      const corner = x >= size && y > 0 ? (out[at - line - size] ?? 0) : 0;
      const byte = raw[y * (line + 1) + 1 + x] ?? 0;
      out[at] = byte + predicted(filter, left, above, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const guess = left + above - corner;
  const off = [left, above, corner].map((byte) => Math.abs(guess - byte));
  const [toLeft = 0, toAbove = 0, toCorner = 0] = off;
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** A byte a pixel: its place in a palette of at most 256 colours. */
export function writePng(
  { width, height }: Picture,
  palette: readonly number[],
  indexes: Uint8Array,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colors = Buffer.from(palette.flatMap((rgb) => [rgb >> 16, (rgb >> 8) & 255, rgb & 255]));
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    lines.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

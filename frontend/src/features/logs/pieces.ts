import type { Segment } from './engine/display.ts';
import type { Range } from './engine/search.ts';

export interface Piece extends Segment {
  /** Which match of the line it belongs to; -1 for none. */
  hit: number;
}

/** Cuts a line's segments where matches begin and end. */
export function cutAtHits(segments: readonly Segment[], hits: readonly Range[]): Piece[] {
  const pieces: Piece[] = [];
  let offset = 0;
  let at = 0;
  for (const segment of segments) {
    const end = offset + segment.text.length;
    for (let from = offset; from < end;) {
      while (at < hits.length && hits[at]![1] <= from) at += 1;
      const hit = hits[at];
      const inside = hit !== undefined && hit[0] <= from;
      const to = Math.min(end, hit === undefined ? end : inside ? hit[1] : hit[0]);
      const text = segment.text.slice(from - offset, to - offset);
      pieces.push({ ...segment, text, hit: inside ? at : -1 });
      from = to;
    }
    offset = end;
  }
  return pieces;
}

/** The first `length` characters of a line. */
export function cutShort(segments: readonly Segment[], length: number): Segment[] {
  let left = length;
  return segments.flatMap((segment) => {
    if (left <= 0) return [];
    const text = segment.text.slice(0, left);
    left -= text.length;
    return [{ ...segment, text }];
  });
}

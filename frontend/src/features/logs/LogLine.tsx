import { memo, useMemo } from 'react';
import { visibleLines } from '../../lib/visible.ts';
import { cssOf } from './ansiStyle.ts';
import type { Display } from './engine/display.ts';
import type { Line } from './engine/entry.ts';
import type { Range } from './engine/search.ts';
import { describe, formatTime } from './lineText.ts';
import classes from './lines.module.css';
import { cutAtHits, cutShort, type Piece } from './pieces.ts';
import { levelNames, levelTags } from './words.ts';

/** A longer line is cut until somebody wants all of it: a megabyte of text is felt in every frame. */
const longest = 4_000;

interface Props {
  line: Line;
  shown: Display;
  /** Where the search matches in it. */
  find: ((text: string) => Range[]) | null;
  /** Which of its matches is the current one; -1 for none. */
  current: number;
  times: boolean;
  raw: boolean;
  whole: boolean;
  /** Lines of the trace behind it; 0 for none. */
  folded: number;
  unfolded: boolean;
  onTurn: (line: Line) => void;
  onFold: (line: Line) => void;
  onWhole: (line: Line) => void;
}

/** One line: time, level, text. */
export const LogLine = memo(function LogLine(props: Props) {
  const { line, shown, times } = props;
  return (
    <>
      {times && (
        <span className={classes.time} data-tip={line.continues ? undefined : describe(line)}>
          {line.continues ? '' : formatTime(line.at)}
        </span>
      )}
      <LevelTag line={line} />
      <span className={classes.text} data-text>
        <Text {...props} />
        {shown.json && (
          <button
            type="button"
            className={classes.tag}
            data-json
            aria-pressed={props.raw}
            aria-label={props.raw ? 'Show this line in words' : 'Show this line as JSON'}
            onClick={() => props.onTurn(line)}
          >
            JSON
          </button>
        )}
        {props.folded > 0 && (
          <button
            type="button"
            className={classes.tag}
            aria-expanded={props.unfolded}
            onClick={() => props.onFold(line)}
          >
            {props.unfolded ? '−' : '+'} {props.folded} {props.folded === 1 ? 'line' : 'lines'}
          </button>
        )}
      </span>
    </>
  );
});

const LevelTag = ({ line: { level, continues } }: { line: Line }) =>
  level === null || continues ? (
    <span className={classes.level} />
  ) : (
    <span className={classes.level} data-level={level} data-tip={levelNames[level]}>
      {levelTags[level]}
    </span>
  );

function Text({ line, shown, find, current, whole, onWhole }: Props) {
  const { pieces, cut } = useMemo(() => {
    const text = shown.segments.map((segment) => segment.text).join('');
    const tooLong = !whole && text.length > longest;
    const segments = tooLong ? cutShort(shown.segments, longest) : shown.segments;
    return { pieces: cutAtHits(segments, find?.(text) ?? []), cut: tooLong ? text.length : 0 };
  }, [shown, find, whole]);
  return (
    <bdi>
      {pieces.map((piece, index) => (
        <PieceView key={index} piece={piece} current={piece.hit >= 0 && piece.hit === current} />
      ))}
      {cut > 0 && (
        <button type="button" className={classes.tag} onClick={() => onWhole(line)}>
          Show all {cut.toLocaleString('en')} characters
        </button>
      )}
    </bdi>
  );
}

function PieceView({ piece, current }: { piece: Piece; current: boolean }) {
  const text = visibleLines(piece.text);
  if (piece.hit >= 0) {
    return (
      <mark className={classes.hit} data-current={current || undefined}>
        {text}
      </mark>
    );
  }
  if (piece.style === null && piece.role !== 'key') return text;
  return (
    <span
      className={piece.role === 'key' ? classes.key : undefined}
      style={piece.style ? cssOf(piece.style) : undefined}
    >
      {text}
    </span>
  );
}

import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';

interface Props {
  /** There is nothing to go to. */
  disabled: boolean;
  onStep: (direction: 1 | -1) => void;
  /** Which way Enter goes; Shift+Enter goes the other. */
  enter: 1 | -1;
}

/** From match to match of a search. */
export const MatchSteps = ({ disabled, onStep, enter }: Props) => (
  <>
    <button
      type="button"
      className="icon-button"
      data-small
      aria-label="Previous match"
      data-tip={`Previous, ${enter === -1 ? 'Enter' : 'Shift+Enter'}`}
      disabled={disabled}
      onClick={() => onStep(-1)}
    >
      <IconChevronUp size={16} stroke={1.6} aria-hidden />
    </button>
    <button
      type="button"
      className="icon-button"
      data-small
      aria-label="Next match"
      data-tip={`Next, ${enter === 1 ? 'Enter' : 'Shift+Enter'}`}
      disabled={disabled}
      onClick={() => onStep(1)}
    >
      <IconChevronDown size={16} stroke={1.6} aria-hidden />
    </button>
  </>
);

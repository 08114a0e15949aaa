import { visible, visibleLines } from '../lib/visible.ts';

interface Props {
  text: string;
  className?: string | undefined;
  /** Keep line feeds and tabs. */
  lines?: boolean;
  /** Show the whole text on hover where the place is too narrow for it; or, as a text, always what there is to add. */
  tip?: boolean | string;
}

/** Text that a machine reported: isolated from the text around it, with invisible characters shown. */
export function SafeText({ text, className, lines = false, tip = false }: Props) {
  const shown = lines ? visibleLines(text) : visible(text);
  return (
    <bdi
      className={className}
      data-tip={tip === true ? shown : tip || undefined}
      data-tip-if-cut={tip === true || undefined}
    >
      {shown}
    </bdi>
  );
}

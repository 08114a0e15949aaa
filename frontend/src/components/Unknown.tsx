/** A value that the source cannot know; `what` names it for the tooltip. */
export const Unknown = ({ what }: { what?: string }) => {
  const said = what ? `${what}: not reported by this source` : 'not reported by this source';
  return (
    <span data-tip={said} style={{ color: 'var(--an-text-3)' }}>
      <span aria-hidden>—</span>
      <span className="sr-only">{said}</span>
    </span>
  );
};

import { Component, type ReactNode } from 'react';
import classes from './Notice.module.css';

interface Props {
  children: ReactNode;
}

/** What stands where a page failed to draw, or where a new version took its files away. */
export class ErrorBoundary extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main className={classes.notice} role="alert">
        <h1>This page failed to draw</h1>
        <p>
          {error instanceof Error ? error.message : 'The cause is unknown.'} If ArchNest was updated
          just now, loading it again is enough.
        </p>
        <button type="button" onClick={() => window.location.reload()}>
          Load again
        </button>
      </main>
    );
  }
}

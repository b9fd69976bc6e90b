import type { ReactElement, ReactNode } from 'react';
import classes from './board.module.css';

/** A titled part of the board. Its table has the frame, so it has none. */
export function Part({ title, text, actions, children }: { readonly title: string; readonly text?: string; readonly actions?: ReactNode; readonly children: ReactNode }): ReactElement {
  return (
    <section className={classes.part} aria-label={title}>
      <div className={classes.partHead}>
        <h2 className={classes.partTitle}>{title}</h2>
        {text !== undefined && <span className={classes.about}>{text}</span>}
        {actions !== undefined && <span className={classes.partActions}>{actions}</span>}
      </div>
      {children}
    </section>
  );
}

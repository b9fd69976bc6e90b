import type { ReactElement, ReactNode } from 'react';
import classes from './named.module.css';

/** A table's cell of two lines: what it is, and beneath it, smaller, what helps to tell it apart. */
export function Named({ children, below }: { readonly children: ReactNode; readonly below?: ReactNode }): ReactElement {
  return (
    <div className={classes.named}>
      {children}
      {below !== undefined && below !== '' && <Below>{below}</Below>}
    </div>
  );
}

/** Secondary words, beneath or in place of the main ones. */
export function Below({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <span className={classes.below} dir="auto">
      {children}
    </span>
  );
}

/** A name in a narrow cell: it wraps between words, and one that is too long is cut and whole on hover. */
export function Clipped({ children, title = children }: { readonly children: string; readonly title?: string }): ReactElement {
  return (
    <span className={classes.clipped} dir="auto" title={title}>
      {children}
    </span>
  );
}

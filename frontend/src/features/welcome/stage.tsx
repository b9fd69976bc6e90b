import type { ReactElement, ReactNode } from 'react';
import { classNames } from '@/lib/class-names';
import classes from './welcome.module.css';

/** The bare window before there is a session: the mark, a title, the content in the middle. */
export function Stage({ title, lead, narrow = true, children }: { readonly title: string; readonly lead?: string; readonly narrow?: boolean; readonly children: ReactNode }): ReactElement {
  return (
    <main className={classes.stage}>
      <div className={classNames(classes.middle, narrow && classes.narrow)}>
        <div className={classes.brand} aria-hidden="true">
          p
        </div>
        <div>
          <h1 className={classes.title}>{title}</h1>
          {lead !== undefined && <p className={classes.lead}>{lead}</p>}
        </div>
        {children}
      </div>
    </main>
  );
}

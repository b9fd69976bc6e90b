import type { ReactElement, ReactNode } from 'react';
import classes from './reports.module.css';

/** A panel of the report: its title, and beneath it what its figures count and what not. */
export function Part({ title, about, actions, children }: { readonly title: string; readonly about: string; readonly actions?: ReactNode; readonly children: ReactNode }): ReactElement {
  return (
    <section className={classes.part} aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
        {actions}
      </div>
      <p className={classes.about}>{about}</p>
      {children}
    </section>
  );
}

/** The layout of a page that is not the workspace: title, one lead sentence, actions, a scrolling body of sections. */
import type { ReactElement, ReactNode } from 'react';
import { classNames } from '@/lib/class-names';
import classes from './page.module.css';

/** A page's head and body. */
export interface PageProps {
  readonly title: string;
  readonly count?: string;
  readonly lead?: string;
  readonly actions?: ReactNode;
  /** Of forms and sentences, which nobody reads across a wide screen. */
  readonly reading?: boolean;
  readonly children: ReactNode;
}

/** One page. The title is the page's only h1. */
export function Page({ title, count, lead, actions, reading = false, children }: PageProps): ReactElement {
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1 className={classes.title}>{title}</h1>
        {count !== undefined && <span className={`${classes.count} figures`}>{count}</span>}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
        {lead !== undefined && <p className={classes.lead}>{lead}</p>}
      </header>
      <div className={classNames(classes.body, reading && classes.reading)}>{children}</div>
    </div>
  );
}

/** One panel of a page. */
export interface SectionProps {
  readonly title: string;
  readonly text?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A titled panel; a region of its own for a screen reader. */
export function Section({ title, text, actions, children }: SectionProps): ReactElement {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.sectionHead}>
        <h2 className={classes.sectionTitle}>{title}</h2>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
        {text !== undefined && <p className={classes.sectionText}>{text}</p>}
      </div>
      <div className={classes.sectionBody}>{children}</div>
    </section>
  );
}

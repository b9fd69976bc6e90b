/** What a screen shows when it has nothing to show: empty, failed, still loading. */
import { Button, Skeleton } from '@mantine/core';
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import classes from './states.module.css';

/** One button of an empty or failed screen. */
export interface StateAction {
  readonly label: string;
  readonly run: () => void;
}

/** What this is for, and the one thing to do. */
export interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly action?: StateAction;
}

/** Shown where a list or page has nothing yet. */
export function EmptyState({ icon, title, text, action }: EmptyStateProps): ReactElement {
  return (
    <div className={classes.state}>
      {icon !== undefined && <div className={classes.icon}>{icon}</div>}
      <h2 className={classes.title}>{title}</h2>
      <p className={classes.text}>{text}</p>
      {action !== undefined && <Button onClick={action.run}>{action.label}</Button>}
    </div>
  );
}

/** What happened, why, and what to do, in that order; the code small, for the person who looks it up. */
export interface ErrorStateProps {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  readonly code?: string;
  readonly action?: StateAction;
}

/** Shown where something could not be shown. */
export function ErrorState({ what, why, todo, code, action }: ErrorStateProps): ReactElement {
  return (
    <div className={classes.state} role="alert">
      <h2 className={classes.title}>{what}</h2>
      <p className={classes.text}>{why}</p>
      <p className={classes.text}>{todo}</p>
      {action !== undefined && (
        <Button variant="default" onClick={action.run}>
          {action.label}
        </Button>
      )}
      {code !== undefined && <code className={`code ${classes.code}`}>{code}</code>}
    </div>
  );
}

/** True once `ms` have passed since mounting: loading marks appear late, so that quick answers do not flicker. */
export function useDelayed(ms: number): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return over;
}

/** Grey rows in the shape of what is coming, after 150 ms. */
export function Skeletons({ rows, label, avatar = false }: { readonly rows: number; readonly label: string; readonly avatar?: boolean }): ReactElement {
  const visible = useDelayed(150);
  return (
    <div className={classes.skeletons} role="status" aria-label={label}>
      {visible &&
        Array.from({ length: rows }, (_, row) => (
          <div key={row} className={classes.row} data-testid="skeleton">
            {avatar && <Skeleton circle height={36} width={36} />}
            <div className={classes.lines}>
              <Skeleton height={10} width={`${45 + ((row * 13) % 30)}%`} />
              <Skeleton height={10} width={`${70 + ((row * 7) % 25)}%`} />
            </div>
          </div>
        ))}
    </div>
  );
}

import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement, ReactNode, Ref } from 'react';
import classes from './callout.module.css';

/** What kind of remark it is; each has an icon, so colour never stands alone. */
export type CalloutTone = 'plain' | 'ok' | 'amber' | 'red';

/** A remark beside what it is about. */
export interface CalloutProps {
  readonly tone?: CalloutTone;
  readonly children: ReactNode;
  /** Small, for the person who looks it up. */
  readonly code?: string;
  readonly actions?: ReactNode;
  readonly ref?: Ref<HTMLDivElement>;
}

const look = { size: 16, stroke: 1.8, 'aria-hidden': true } as const;

const icons: Readonly<Record<CalloutTone, ReactElement>> = {
  plain: <IconInfoCircle {...look} />,
  ok: <IconCircleCheck {...look} />,
  amber: <IconAlertTriangle {...look} />,
  red: <IconAlertCircle {...look} />,
};

/** A short remark in a box. A red one is read out when it appears. */
export function Callout({ tone = 'plain', children, code, actions, ref }: CalloutProps): ReactElement {
  return (
    <div ref={ref} className={classes.callout} data-tone={tone} role={tone === 'red' ? 'alert' : undefined}>
      {icons[tone]}
      <div className={classes.words}>
        <div>{children}</div>
        {code !== undefined && code !== '' && <code className={`code ${classes.code}`}>{code}</code>}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

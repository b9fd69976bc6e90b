/** A template as the customer reads it: in a bubble, before it is sent, and while it is written. */
import type { ReactElement, ReactNode } from 'react';
import type { TemplateReading } from '@/lib/template';
import classes from './template-card.module.css';

/** The parts of a template; `head` is its file, `body` its text where that is drawn otherwise. */
export interface TemplateCardProps {
  readonly reading: Omit<TemplateReading, 'text'>;
  readonly head?: ReactNode;
  readonly body: ReactNode;
  readonly foot?: ReactNode;
}

/** Header, text, footer and buttons, one below the other. */
export function TemplateCard({ reading, head, body, foot }: TemplateCardProps): ReactElement {
  return (
    <div className={classes.card}>
      {head}
      {reading.header !== '' && <strong dir="auto">{reading.header}</strong>}
      {body}
      {reading.footer !== '' && (
        <span className={classes.footer} dir="auto">
          {reading.footer}
        </span>
      )}
      {reading.buttons.length > 0 && (
        <div className={classes.buttons}>
          {reading.buttons.map((each, index) => (
            <span key={index} className={classes.button} dir="auto">
              {each}
            </span>
          ))}
        </div>
      )}
      {foot}
    </div>
  );
}

import { type ReactElement, useEffect, useState } from 'react';
import type { Transcript } from '@/bridge/types';
import classes from './transcript-paper.module.css';

/** A conversation as it is printed. On screen it is not there; on paper nothing else is. */
export function TranscriptPaper({ transcript }: { readonly transcript: Transcript }): ReactElement {
  const { title, facts, days } = transcript;
  return (
    <div className={classes.paper} data-paper aria-hidden="true">
      <p className={classes.title} dir="auto">
        {title}
      </p>
      {facts.map(([name, value]) => (
        <p key={name} className={classes.fact}>
          {name}: <bdi>{value}</bdi>
        </p>
      ))}
      {days.map(({ day, lines }) => (
        <div key={day}>
          <p className={classes.day}>{day}</p>
          {lines.map((each, index) => (
            <div key={index} className={classes.line} data-kind={each.kind}>
              <span className={classes.time}>{each.time}</span>
              <div className={classes.said}>
                <strong dir="auto">{each.who}</strong>
                {each.status !== '' && <span className={classes.status}> · {each.status}</span>}
                <p className={classes.text} dir="auto">
                  {each.text}
                </p>
              </div>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

/** Prints what it is given once it is drawn. */
export function usePrinting(): { readonly printed: Transcript | undefined; readonly print: (transcript: Transcript) => void } {
  const [printed, setPrinted] = useState<Transcript>();
  useEffect(() => {
    if (printed === undefined) return undefined;
    const over = (): void => setPrinted(undefined);
    window.addEventListener('afterprint', over);
    window.print();
    return () => window.removeEventListener('afterprint', over);
  }, [printed]);
  return { printed, print: setPrinted };
}

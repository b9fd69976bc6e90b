import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from '@/lib/texts';
import { lengthOf } from './model';
import classes from './templates.module.css';

/** A field with how many of its characters are used. */
export function Counted({ text, most, children }: { readonly text: string; readonly most: number; readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation('templates');
  const length = lengthOf(text);
  return (
    <div>
      {children}
      <div className={`${classes.row} figures`}>
        {length > most && <span className={classes.faults}>{t('editor.over', { count: length - most })}</span>}
        <span className={classes.count} data-over={length > most || undefined}>
          {t('editor.count', { length, most })}
        </span>
      </div>
    </div>
  );
}

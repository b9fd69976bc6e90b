import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { shadeOf, weekdays } from './model';
import { Part } from './part';
import classes from './reports.module.css';

const days = [0, 1, 2, 3, 4, 5, 6] as const;
const hours = Array.from({ length: 24 }, (_, hour) => hour);
const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -24, ArrowDown: 24 };

/** When conversations begin, by weekday and hour. It is a table with a figure in each field: the shade only helps. One field is in the tab order; arrows lead to the others. */
export function HeatMap({ counts, zone, onChoose }: { readonly counts: readonly number[]; readonly zone: string; readonly onChoose: (hour: number) => void }): ReactElement {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  const most = Math.max(0, ...counts);
  const busiest = counts.indexOf(most);
  const [at, setAt] = useState(0);
  const table = useRef<HTMLTableElement>(null);
  const dayName = useDayNames(locale);
  const hourName = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
  const move = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    // In a page that reads from right to left the hours do, too.
    const turned = Math.abs(step) === 1 && getComputedStyle(event.currentTarget).direction === 'rtl' ? -step : step;
    const next = Math.min(167, Math.max(0, at + turned));
    setAt(next);
    table.current?.querySelector<HTMLElement>(`[data-hour="${next}"]`)?.focus();
  };
  const sums = weekdays(counts);
  return (
    <Part title={t('heat.title')} about={t('heat.about', { zone })}>
      <p className={classes.summary}>
        {most === 0 ? t('heat.none') : t('heat.summary', { day: dayName(Math.floor(busiest / 24)), hour: hourName(busiest % 24), count: most })}
      </p>
      <div className={classes.scroller}>
        <table ref={table} className={classes.heat} aria-label={t('heat.title')} onKeyDown={move}>
          <thead>
            <tr>
              <td />
              {hours.map((hour) => (
                <th key={hour} scope="col">{hour}</th>
              ))}
              <th scope="col">{t('heat.sum')}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day}>
                <th scope="row">{dayName(day)}</th>
                {hours.map((hour) => {
                  const index = day * 24 + hour;
                  const count = counts[index] ?? 0;
                  return (
                    <td key={hour}>
                      <button
                        type="button" className={classes.field} data-hour={index} data-shade={shadeOf(count, most)} tabIndex={index === at ? 0 : -1}
                        aria-label={t('heat.field', { day: dayName(day), hour: hourName(hour), count })} onFocus={() => setAt(index)} onClick={() => count > 0 && onChoose(index)}
                      >
                        {count === 0 ? '' : formatNumber(count, locale)}
                      </button>
                    </td>
                  );
                })}
                <td className={`figures ${classes.number}`}>{formatNumber(sums[day] ?? 0, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  );
}

/** The weekdays in the reader's language, Monday first. */
function useDayNames(locale: string): (day: number) => string {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return (day) => format.format(Date.UTC(2026, 10, 30 + day));
}

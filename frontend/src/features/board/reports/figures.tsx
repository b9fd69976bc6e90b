import { SegmentedControl, UnstyledButton } from '@mantine/core';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { formatNumber } from '@/lib/numbers';
import { Below } from '@/ui/named';
import { Skeletons } from '@/ui/states';
import { type Figure, percent } from './model';
import { Part } from './part';
import classes from './reports.module.css';

const Bars = lazy(() => import('./bar-chart').then((m) => ({ default: m.Bars })));

// So many bars are read; the table has the rest.
const mostBars = 15;

interface FiguresProps {
  readonly title: string;
  /** What counts, and what does not. */
  readonly about: string;
  /** What the chart shows, in one sentence. */
  readonly summary: string;
  readonly heading: string;
  readonly figures: readonly Figure[];
  /** Of how many the shares are; left out where they are no parts of a whole. */
  readonly total?: number;
  readonly lying?: boolean;
  readonly onChoose: (figure: Figure) => void;
}

/** Figures as bars, and as a table by whose rows their records are found. */
export function Figures({ title, about, summary, heading, figures, total, lying = true, onChoose }: FiguresProps): ReactElement {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  const [table, setTable] = useState(false);
  const bars = lying ? figures.slice(0, mostBars) : figures;
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label={t('shown', { title })}
      data={[{ value: 'chart', label: t('chart') }, { value: 'table', label: t('table') }]}
      value={table ? 'table' : 'chart'}
      onChange={(value) => setTable(value === 'table')}
    />
  );
  return (
    <Part title={title} about={about} actions={choice}>
      <p className={classes.summary}>{summary}</p>
      {table && <FigureTable title={title} heading={heading} figures={figures} total={total} onChoose={onChoose} />}
      {!table && (
        <div className={classes.chart}>
          <Suspense fallback={<Skeletons rows={3} label={t('loadingChart')} />}>
            <Bars figures={bars} name={t('conversations')} locale={locale} lying={lying} onChoose={onChoose} />
          </Suspense>
          {bars.length < figures.length && <Below>{t('moreBars', { count: figures.length - bars.length })}</Below>}
        </div>
      )}
    </Part>
  );
}

interface TableProps {
  readonly title: string;
  readonly heading: string;
  readonly figures: readonly Figure[];
  readonly total: number | undefined;
  readonly onChoose: (figure: Figure) => void;
}

function FigureTable({ title, heading, figures, total, onChoose }: TableProps): ReactElement {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  return (
    <div className={classes.scroller} tabIndex={0} role="group" aria-label={title}>
      <table className={classes.table} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{heading}</th>
            <th scope="col" className={classes.number}>{t('conversations')}</th>
            {total !== undefined && <th scope="col" className={classes.number}>{t('share')}</th>}
          </tr>
        </thead>
        <tbody>
          {figures.map((each) => (
            <tr key={each.key}>
              <th scope="row" dir="auto">{each.label}</th>
              <td className={`figures ${classes.number}`}>
                {each.part === undefined ? (
                  formatNumber(each.value, locale)
                ) : (
                  <UnstyledButton className={classes.link} aria-label={t('showRecords', { what: each.label, count: each.value })} onClick={() => onChoose(each)}>
                    {formatNumber(each.value, locale)}
                  </UnstyledButton>
                )}
              </td>
              {total !== undefined && <td className={`figures ${classes.number}`}>{t('percent', { percent: percent(each.value, total) })}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

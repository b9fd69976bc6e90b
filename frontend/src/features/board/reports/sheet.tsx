import { UnstyledButton } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { RecordFilter, Report, ReportWait } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { isolate } from '@/lib/bidi';
import { formatNumber } from '@/lib/numbers';
import { duration } from '@/lib/time';
import { Below } from '@/ui/named';
import { Figures } from './figures';
import { HeatMap } from './heat-map';
import { type Figure, percent } from './model';
import { Part } from './part';
import { Ratings } from './ratings';
import { Templates } from './templates';
import classes from './reports.module.css';
import { useReportFigures } from './words';

interface SheetProps {
  readonly report: Report;
  /** Shows the records of the choice that also meet this. */
  readonly onShow: (part: Partial<RecordFilter>) => void;
}

/** All figures of a report. */
export function Sheet({ report, onShow }: SheetProps): ReactElement {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  const figures = useReportFigures()(report);
  const choose = (figure: Figure): void => {
    if (figure.part !== undefined) onShow(figure.part);
  };
  const most = (list: readonly Figure[]): Figure | undefined => [...list].sort((a, b) => b.value - a.value)[0];
  const summary = (list: readonly Figure[], total: number): string => {
    const first = most(list);
    return first === undefined ? t('nothing') : t('mostOf', { what: isolate(first.label), count: first.value, percent: percent(first.value, total) });
  };
  const busiest = most(figures.days);
  const ended = report.conversations - report.goOn;
  const promised = figures.promised.reduce((all, each) => all + each.value, 0);
  const met = report.promised.find((each) => each.key === 'met')?.count ?? 0;
  const sum = figures.agents.reduce((all, each) => all + each.value, 0);
  return (
    <>
      <Totals report={report} onShow={onShow} />
      <Waits report={report} onShow={onShow} />
      <Figures title={t('days.title')} about={report.daysCut ? t('days.aboutCut') : t('days.about')} summary={busiest === undefined ? t('nothing') : t('days.summary', { count: report.conversations, day: busiest.label, most: busiest.value })} heading={t('days.day')} figures={figures.days} lying={false} onChoose={choose} />
      <HeatMap counts={report.hours} zone={report.zone} onChoose={(hour) => onShow({ hours: [hour], zone: report.zone })} />
      {report.ratings !== undefined && <Ratings ratings={report.ratings} onShow={onShow} />}
      <Templates report={report} onShow={onShow} />
      <div className={classes.columns}>
        {promised > 0 ? (
          <Figures title={t('promised.title')} about={t('promised.about')} summary={t('promised.summary', { percent: percent(met, promised), met: formatNumber(met, locale), all: formatNumber(promised, locale) })} heading={t('promised.heading')} figures={figures.promised} total={promised} onChoose={choose} />
        ) : (
          <Part title={t('promised.title')} about={t('promised.about')}>
            <p className={classes.summary}>{t('promised.none')}</p>
          </Part>
        )}
        <Figures title={t('dispositions.title')} about={t('dispositions.about')} summary={summary(figures.dispositions, report.conversations)} heading={t('dispositions.heading')} figures={figures.dispositions} total={report.conversations} onChoose={choose} />
        {ended > 0 && <Figures title={t('before.title')} about={t('before.about')} summary={summary(figures.before, ended)} heading={t('dispositions.heading')} figures={figures.before} total={ended} onChoose={choose} />}
        {ended > 0 && <Figures title={t('ends.title')} about={t('ends.about')} summary={summary(figures.endReasons, ended)} heading={t('ends.heading')} figures={figures.endReasons} total={ended} onChoose={choose} />}
        {sum > 0 && <Figures title={t('agents.title')} about={report.moreAgents > 0 ? t('agents.aboutMore', { count: report.moreAgents }) : t('agents.about')} summary={summary(figures.agents, sum)} heading={t('agents.heading')} figures={figures.agents} total={sum} onChoose={choose} />}
      </div>
    </>
  );
}

function Totals({ report, onShow }: SheetProps): ReactElement {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  const tile = (name: 'all' | 'byCustomer' | 'byBusiness' | 'unanswered' | 'noAgent' | 'goOn', value: number, part: Partial<RecordFilter> | undefined): ReactElement => {
    const words = (
      <>
        <span>{t(`totals.${name}`)}</span>
        <strong className="figures">{formatNumber(value, locale)}</strong>
        <small>{t(`totals.about.${name}`)}</small>
      </>
    );
    if (part === undefined || value === 0) return <div className={classes.tile}>{words}</div>;
    return (
      <button type="button" className={classes.tile} onClick={() => onShow(part)}>
        {words}
      </button>
    );
  };
  return (
    <section className={classes.tiles} aria-label={t('totals.title')}>
      {tile('all', report.conversations, {})}
      {tile('byCustomer', report.conversations - report.byBusiness, { started: 'customer' })}
      {tile('byBusiness', report.byBusiness, { started: 'business' })}
      {tile('unanswered', report.unanswered, { started: 'customer', unanswered: true })}
      {tile('noAgent', report.noAgent, { noAgent: true })}
      {tile('goOn', report.goOn, undefined)}
    </section>
  );
}

/** How long things took: half of them at most so long, and 95 of 100. */
function Waits({ report, onShow }: SheetProps): ReactElement {
  const { t } = useTranslation('reports');
  const locale = useLocale();
  const time = (wait: ReportWait, ms: number): ReactElement => (wait.count === 0 ? <Below>–</Below> : <span className="figures">{duration(ms, locale)}</span>);
  const slow: Readonly<Record<'queue' | 'first' | 'handling', (seconds: number) => Partial<RecordFilter>>> = {
    queue: (from) => ({ queue: { from }, started: 'customer' }), first: (from) => ({ first: { from } }), handling: (from) => ({ handling: { from } }),
  };
  return (
    <Part title={t('waits.title')} about={t('waits.about')}>
      <div className={classes.scroller}>
        <table className={classes.table} aria-label={t('waits.title')}>
          <thead>
            <tr>
              <th scope="col">{t('waits.what')}</th>
              <th scope="col" className={classes.number}>{t('waits.count')}</th>
              <th scope="col" className={classes.number}>{t('waits.p50')}</th>
              <th scope="col" className={classes.number}>{t('waits.p95')}</th>
            </tr>
          </thead>
          <tbody>
            {(['queue', 'first', 'handling'] as const).map((each) => (
              <tr key={each}>
                <th scope="row">
                  {t(`waits.${each}`)}
                  <br />
                  <Below>{t(`waits.aboutOf.${each}`)}</Below>
                </th>
                <td className={`figures ${classes.number}`}>{formatNumber(report[each].count, locale)}</td>
                <td className={classes.number}>{time(report[each], report[each].p50)}</td>
                <td className={classes.number}>
                  {report[each].count === 0 || report[each].p95 === 0 ? (
                    time(report[each], report[each].p95)
                  ) : (
                    <UnstyledButton className={classes.link} aria-label={t('waits.slow', { what: t(`waits.${each}`), time: duration(report[each].p95, locale) })} onClick={() => onShow(slow[each](report[each].p95 / 1000))}>
                      {time(report[each], report[each].p95)}
                    </UnstyledButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  );
}

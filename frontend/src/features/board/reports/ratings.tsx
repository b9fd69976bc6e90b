import { Button, UnstyledButton } from '@mantine/core';
import { type ReactElement, useCallback } from 'react';
import { useTranslation } from '@/lib/texts';
import type { RecordFilter, Report, ReportRating, ReportRatings } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { oneOf } from '@/lib/known';
import { ratedAs, type RatedAs } from '@/lib/lists';
import { formatNumber } from '@/lib/numbers';
import { scores } from '@/lib/rating';
import { useDesk } from '@/stores/desk';
import { Chip } from '@/ui/chip';
import { Below } from '@/ui/named';
import { Stars } from '@/ui/stars';
import { percent } from './model';
import { Part } from './part';
import classes from './reports.module.css';

/** The average of ratings, undefined for none. */
export function averageOf({ answered, sum }: Pick<ReportRating, 'answered' | 'sum'>): number | undefined {
  return answered === 0 ? undefined : sum / answered;
}

function sumOf(ratings: ReportRatings): number {
  return ratings.scores.reduce((all, count, index) => all + count * (index + 1), 0);
}

function lowOf({ scores: counts }: ReportRatings): number {
  return (counts[0] ?? 0) + (counts[1] ?? 0);
}

function useAverage(): (of: Pick<ReportRating, 'answered' | 'sum'>) => string {
  const locale = useLocale();
  return (of) => {
    const average = averageOf(of);
    return average === undefined ? '–' : new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(average);
  };
}

interface RatingsProps {
  readonly ratings: ReportRatings;
  readonly onShow: (part: Partial<RecordFilter>) => void;
}

const low: readonly RatedAs[] = ['1', '2'];
const everyone: readonly RatedAs[] = ['rated', 'silent'];

/** How customers rated: the average, each score, and the inboxes and agents with the lowest first. */
export function Ratings({ ratings, onShow }: RatingsProps): ReactElement {
  const { t } = useTranslation('rating');
  const locale = useLocale();
  const average = useAverage();
  const name = useName();
  const { asked, answered, comments } = ratings;
  const lows = lowOf(ratings);
  const number = (value: number): string => formatNumber(value, locale);
  return (
    <Part title={t('report.title')} about={t('report.about')}>
      <p className={classes.summary}>
        {answered === 0
          ? t('report.silent', { count: asked, figure: number(asked) })
          : t('report.summary', { average: average({ answered, sum: sumOf(ratings) }), answered: number(answered), percent: percent(answered, asked), asked: number(asked), low: number(lows), comments: number(comments) })}
      </p>
      <div className={classes.leads}>
        <Lead text={t('report.showLow', { count: lows })} count={lows} as={low} onShow={onShow} />
        <Lead text={t('report.showComments', { count: comments })} count={comments} as={['comment']} onShow={onShow} />
        <Lead text={t('report.showSilent', { count: asked - answered })} count={asked - answered} as={['silent']} onShow={onShow} />
      </div>
      {answered > 0 && <Scores ratings={ratings} onShow={onShow} />}
      <div className={classes.columns}>
        <Rated title={t('report.inboxes')} heading={t('report.inbox')} list={ratings.inboxes} more={ratings.moreInboxes ?? 0} name={name.inbox} onShow={(key, as) => onShow({ inboxes: [key], ratings: [...as] })} />
        <Rated title={t('report.agents')} heading={t('report.agent')} list={ratings.agents} more={ratings.moreAgents ?? 0} name={name.agent} onShow={(key, as) => onShow({ agents: [key], ratings: [...as] })} />
      </div>
    </Part>
  );
}

interface LeadProps {
  readonly text: string;
  readonly count: number;
  readonly as: readonly RatedAs[];
  readonly onShow: (part: Partial<RecordFilter>) => void;
}

function Lead({ text, count, as, onShow }: LeadProps): ReactElement | null {
  if (count <= 0) return null;
  return (
    <Button variant="default" size="compact-sm" onClick={() => onShow({ ratings: [...as] })}>
      {text}
    </Button>
  );
}

/** A figure that leads to the records which it counts. */
function Count({ value, label, onShow }: { readonly value: number; readonly label: string; readonly onShow: () => void }): ReactElement {
  const locale = useLocale();
  if (value === 0) return <>{formatNumber(value, locale)}</>;
  return (
    <UnstyledButton className={classes.link} aria-label={label} onClick={onShow}>
      {formatNumber(value, locale)}
    </UnstyledButton>
  );
}

function useName(): { readonly inbox: (id: string) => string; readonly agent: (id: string) => string } {
  const { t } = useTranslation('rating');
  const inboxes = useDesk((desk) => desk.inboxes);
  const users = useDesk((desk) => desk.users);
  return { inbox: (id) => (id === '' ? t('report.noInbox') : (inboxes.get(id)?.name ?? t('report.gone'))), agent: (id) => users.get(id)?.name ?? t('report.gone') };
}

function Scores({ ratings, onShow }: RatingsProps): ReactElement {
  const { t } = useTranslation('rating');
  const locale = useLocale();
  return (
    <div className={classes.scroller} tabIndex={0} role="group" aria-label={t('report.scores')}>
      <table className={classes.table} aria-label={t('report.scores')}>
        <thead>
          <tr>
            <th scope="col">{t('report.score')}</th>
            <th scope="col" className={classes.number}>{t('report.answers')}</th>
            <th scope="col" className={classes.number}>{t('report.share')}</th>
          </tr>
        </thead>
        <tbody>
          {scores.map((score) => {
            const count = ratings.scores[score - 1] ?? 0;
            const as = oneOf(ratedAs, String(score));
            return (
              <tr key={score}>
                <th scope="row">
                  <Stars score={score} />
                </th>
                <td className={`figures ${classes.number}`}><Count value={count} label={t('report.showScore', { score, count, figure: formatNumber(count, locale) })} onShow={() => onShow({ ratings: as === undefined ? [] : [as] })} /></td>
                <td className={`figures ${classes.number}`}>{percent(count, ratings.answered)} %</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface RatedProps {
  readonly title: string;
  readonly heading: string;
  readonly list: readonly ReportRating[];
  /** How many did not fit into the list. */
  readonly more: number;
  readonly name: (id: string) => string;
  readonly onShow: (key: string, as: readonly RatedAs[]) => void;
}

function Rated({ title, heading, list, more, name, onShow }: RatedProps): ReactElement | null {
  const { t } = useTranslation('rating');
  const average = useAverage();
  if (list.length === 0) return null;
  return (
    <div className={classes.scroller} tabIndex={0} role="group" aria-label={title}>
      <table className={classes.table} aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{heading}</th>
            <th scope="col" className={classes.number}>{t('report.average')}</th>
            <th scope="col" className={classes.number}>{t('report.answers')}</th>
            <th scope="col" className={classes.number}>{t('report.asked')}</th>
            <th scope="col" className={classes.number}>{t('report.low')}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((each) => (
            <RatedRow key={each.key} rated={each} name={name(each.key)} average={average(each)} onShow={onShow} />
          ))}
        </tbody>
      </table>
      {more > 0 && <Below>{t('report.more', { count: more })}</Below>}
    </div>
  );
}

interface RatedRowProps {
  readonly rated: ReportRating;
  readonly name: string;
  readonly average: string;
  readonly onShow: (key: string, as: readonly RatedAs[]) => void;
}

function RatedRow({ rated, name, average, onShow }: RatedRowProps): ReactElement {
  const { t } = useTranslation('rating');
  const locale = useLocale();
  const figure = (value: number, what: string, as: readonly RatedAs[]): ReactElement =>
    // Records cannot be asked for those of no inbox.
    rated.key === '' ? <>{formatNumber(value, locale)}</> : <Count value={value} label={t('report.show', { name, what, count: value, figure: formatNumber(value, locale) })} onShow={() => onShow(rated.key, as)} />;
  return (
    <tr>
      <th scope="row" dir="auto">{name}</th>
      <td className={`figures ${classes.number}`}>{average}</td>
      <td className={`figures ${classes.number}`}>{figure(rated.answered, t('report.answers'), ['rated'])}</td>
      <td className={`figures ${classes.number}`}>{figure(rated.asked, t('report.asked'), everyone)}</td>
      <td className={`figures ${classes.number}`}>{rated.low > 0 ? <Chip tone="red">{figure(rated.low, t('report.low'), low)}</Chip> : <Below>0</Below>}</td>
    </tr>
  );
}

/** The ratings as rows of the table that is saved: what, of what, how many. */
export function useRatingRows(): (report: Report) => string[][] {
  const { t } = useTranslation('rating');
  const { inbox, agent } = useName();
  return useCallback(
    ({ ratings }) => {
      if (ratings === undefined) return [];
      const asked = (title: string, key: string, each: ReportRating): string[][] => {
        const average = averageOf(each);
        return [
          [title, `${key} · ${t('report.asked')}`, String(each.asked), t('report.unitAsked')],
          [title, `${key} · ${t('report.answers')}`, String(each.answered), t('report.unitAnswers')],
          ...(average === undefined ? [] : [[title, `${key} · ${t('report.average')}`, average.toFixed(2), '']]),
          [title, `${key} · ${t('report.low')}`, String(each.low), t('report.unitAnswers')],
        ];
      };
      const whole: ReportRating = { key: '', asked: ratings.asked, answered: ratings.answered, sum: sumOf(ratings), low: lowOf(ratings) };
      return [
        ...asked(t('report.title'), t('report.title'), whole),
        ...scores.map((score) => [t('report.scores'), String(score), String(ratings.scores[score - 1] ?? 0), t('report.unitAnswers')]),
        ...ratings.inboxes.flatMap((each) => asked(t('report.inboxes'), inbox(each.key), each)),
        ...ratings.agents.flatMap((each) => asked(t('report.agents'), agent(each.key), each)),
      ];
    },
    [t, inbox, agent],
  );
}

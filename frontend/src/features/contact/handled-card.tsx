import { IconUsers } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Span, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { spanBegins, spanEnds } from '@/lib/lists';
import { clockTime, dayLabel, exactTime, sameDay } from '@/lib/time';
import { useSpans, useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import classes from './contact-panel.module.css';

/** Who has handled the conversation, from when to when, and how it came to them and went. */
export function HandledCard({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('contact');
  const spans = useSpans(thread.interactionId);
  return (
    <section className={classes.card} aria-label={t('handled.title')}>
      <h3 className={classes.cardTitle}>
        <IconUsers size={16} stroke={1.6} aria-hidden />
        {t('handled.title')}
      </h3>
      {spans.length === 0 && <p className={classes.small}>{t('handled.none')}</p>}
      <ul className={classes.rows}>
        {spans.map((each) => (
          <li key={each.id}>
            <SpanRow span={each} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SpanRow({ span }: { readonly span: Span }): ReactElement {
  const { t } = useTranslation('contact');
  const locale = useLocale();
  const now = useNow();
  const me = useMe();
  const user = useUser(span.userId);
  const began = oneOf(spanBegins, span.began);
  const ended = oneOf(spanEnds, span.ended);
  const time = (at: number): string => (sameDay(at, now) ? clockTime(at, locale) : t('handled.day', { day: dayLabel(at, now, locale), time: clockTime(at, locale) }));
  const open = span.to === 0;
  const to = sameDay(span.from, span.to) ? clockTime(span.to, locale) : time(span.to);
  const exact = open ? exactTime(span.from, locale) : t('handled.span', { from: exactTime(span.from, locale), to: exactTime(span.to, locale) });
  return (
    <>
      <div className={classes.row} title={exact}>
        <bdi className={classes.rowName}>{span.userId === me ? t('handled.you') : (user?.name ?? t('why.unknownUser'))}</bdi>
        <span className={`figures ${classes.reason}`}>
          {open ? t('handled.since', { from: time(span.from) }) : t('handled.span', { from: time(span.from), to })}
        </span>
      </div>
      <p className={classes.small}>
        {began !== undefined && t(`handled.began.${began}`)} {ended !== undefined && t(`handled.ended.${ended}`)}
      </p>
    </>
  );
}

import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { CodeView, Setup } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow } from '@/lib/clock';
import { phoneInWords } from '@/lib/phone';
import { duration } from '@/lib/time';
import classes from './code.module.css';
import { courseOf, type Moment } from './course';
import { secondsTime } from './times';

/** Carriers write a caller's number without its plus; a name is left as it is. */
function senderInWords(sender: string): string {
  return phoneInWords(/^\d{8,15}$/.test(sender) ? `+${sender}` : sender);
}

/** The course of a code. */
export interface CodeTimelineProps {
  readonly setup: Setup;
  readonly view: CodeView | undefined;
  readonly copiedAt: number;
  readonly refused: boolean;
}

/** Requested, reached the carrier, shown to you only, copied, accepted or expired: each with its time and the seconds since. */
export function CodeTimeline({ setup, view, copiedAt, refused }: CodeTimelineProps): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const course = courseOf(setup, view, copiedAt, refused, relayNow());
  // Typed by hand, or seen on another day: what did not happen here is waited for no more.
  const over = course.ending === 'accepted';
  const pending = over ? t('code.spared') : t('code.pending');
  const when = ({ at, after }: Moment): string => (after >= 1000 ? t('code.after', { time: secondsTime(at, locale), since: duration(after, locale) }) : secondsTime(at, locale));
  const happened = (moment: Moment, not: string): string => (moment.at > 0 ? when(moment) : not);
  const came = course.reached.at > 0;
  const asked = setup.codeMethod === 'VOICE' ? t('code.byCall') : t('code.bySms');
  const stages = [
    { key: 'requested', done: course.asked.at > 0 || came, name: t('code.requested'), text: course.asked.at > 0 ? `${asked} · ${when(course.asked)}` : came ? t('code.requestedElsewhere') : over ? pending : t('code.notYet') },
    { key: 'reached', done: came, name: t(course.isCall ? 'code.answered' : 'code.reached'), text: `${course.sender === '' ? '' : `${t('code.reachedFrom', { sender: senderInWords(course.sender) })} · `}${happened(course.reached, pending)}` },
    { key: 'shown', done: course.shown.at > 0, name: t('code.shown'), text: happened(course.shown, pending) },
    { key: 'copied', done: course.copied.at > 0, name: t('code.copiedStep'), text: happened(course.copied, over ? pending : t('code.notYet')) },
    { key: 'ended', done: course.ended.at > 0, name: t(course.ending === 'expired' ? 'code.expiredStep' : 'code.accepted'), text: course.ending === 'refused' ? t('code.refused') : happened(course.ended, t('code.pending')) },
  ];
  return (
    <ol className={classes.line} aria-label={t('code.timeline')}>
      {stages.map((each) => (
        <li key={each.key} className={classes.stage} data-done={each.done || undefined}>
          <strong>{each.name}</strong>
          <span className="figures">{each.text}</span>
        </li>
      ))}
    </ol>
  );
}

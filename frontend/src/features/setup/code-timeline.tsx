import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { CodeView, Setup } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { duration } from '@/lib/time';
import classes from './code.module.css';
import { isAnswer } from './model';
import { secondsTime } from './times';

/** The course of a code. */
export interface CodeTimelineProps {
  readonly setup: Setup;
  readonly view: CodeView | undefined;
  readonly copiedAt: number;
  readonly refused: boolean;
}

/** Requested, reached the carrier, shown to you only, copied, accepted: each with its time. */
export function CodeTimeline({ setup, view, copiedAt, refused }: CodeTimelineProps): ReactElement {
  const { t } = useTranslation('setup');
  const locale = useLocale();
  const time = (at: number): string => secondsTime(at, locale);
  // Typed by hand, or seen on another day: what did not happen here is waited for no more.
  const over = setup.verifiedAt > 0;
  const pending = over ? t('code.spared') : t('code.pending');
  const sms = view?.found === true && isAnswer(setup, view.code) ? view.code : undefined;
  const asked = setup.codeAskedAt > 0;
  const reached = sms === undefined ? pending : [t('code.reachedFrom', { sender: sms.sender }), time(sms.receivedAt), ...(asked ? [duration(sms.receivedAt - setup.codeAskedAt, locale)] : [])].join(' · ');
  const requested = asked ? `${setup.codeMethod === 'VOICE' ? t('code.byCall') : t('code.bySms')} · ${time(setup.codeAskedAt)}` : sms === undefined ? (over ? pending : t('code.notYet')) : t('code.requestedElsewhere');
  const accepted = over ? time(setup.verifiedAt) : refused ? t('code.refused') : t('code.pending');
  const stages = [
    { key: 'requested', done: asked || sms !== undefined, name: t('code.requested'), text: requested },
    { key: 'reached', done: sms !== undefined, name: t('code.reached'), text: reached },
    { key: 'shown', done: sms !== undefined, name: t('code.shown'), text: sms === undefined ? pending : time(sms.receivedAt) },
    { key: 'copied', done: copiedAt > 0, name: t('code.copiedStep'), text: copiedAt > 0 ? time(copiedAt) : over ? pending : t('code.notYet') },
    { key: 'accepted', done: over, name: t('code.accepted'), text: accepted },
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

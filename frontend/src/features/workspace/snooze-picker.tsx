import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { relayNow } from '@/lib/clock';
import { weekdayTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { closesAt, useUser } from '@/stores/selectors';
import { useMe, useOnline } from '@/stores/session';
import { Callout } from '@/ui/callout';
import classes from './picker.module.css';
import { fieldOf, snoozeTimes } from './snooze-times';

interface PickerProps {
  readonly threadIds: readonly string[];
  readonly onSnooze: (until: number) => void;
  readonly onClose: () => void;
}

const longest = 90 * 24 * 3_600_000;
const before = 30 * 60_000;

/** Asks until when conversations sleep. A time behind the end of a window is asked about first. */
export function SnoozePicker({ threadIds, onSnooze, onClose }: PickerProps): ReactElement {
  const { t } = useTranslation('work');
  const locale = useLocale();
  const [now] = useState(relayNow);
  const online = useOnline();
  const dayEnds = useUser(useMe())?.dayEnds ?? 0;
  const closes = useFirstEnd(threadIds, now);
  const [late, setLate] = useState(0);
  const put = (until: number): void => {
    if (closes > 0 && until > closes && late !== until) return setLate(until);
    onSnooze(until);
  };
  return (
    <Modal opened onClose={onClose} title={t('snooze.title', { count: threadIds.length })} closeButtonProps={{ 'aria-label': t('close') }} size={400} yOffset="12vh">
      <div className={classes.picker}>
        <p className={classes.note}>{t('snooze.lead')}</p>
        {!online && <p className={classes.note}>{t('offline')}</p>}
        <div role="group" aria-label={t('snooze.times')}>
          {snoozeTimes(now, dayEnds).map(({ name, at }, index) => (
            <button key={name} type="button" className={classes.choice} data-autofocus={index === 0 || undefined} disabled={!online} onClick={() => put(at)}>
              <span className={classes.name}>{t(`snooze.until.${name}`)}</span>
              <span className={`figures ${classes.when}`}>{weekdayTime(at, now, locale)}</span>
            </button>
          ))}
        </div>
        <OwnTime now={now} disabled={!online} onPut={put} />
        {late > 0 && (
          <Callout tone="amber">
            <p className={classes.text}>{t('snooze.late', { count: threadIds.length, time: weekdayTime(closes, now, locale) })}</p>
            <div className={classes.warning}>
              {closes - before > now && (
                <Button size="compact-sm" onClick={() => onSnooze(closes - before)}>
                  {t('snooze.sooner', { time: weekdayTime(closes - before, now, locale) })}
                </Button>
              )}
              <Button size="compact-sm" variant="default" onClick={() => onSnooze(late)}>
                {t('snooze.anyway', { time: weekdayTime(late, now, locale) })}
              </Button>
            </div>
          </Callout>
        )}
      </div>
    </Modal>
  );
}

/** When the first of the conversations closes its window or ends by itself; 0 = none does. */
function useFirstEnd(threadIds: readonly string[], now: number): number {
  const threads = useDesk((desk) => desk.threads);
  const interactions = useDesk((desk) => desk.interactions);
  const endOf = (thread: Thread | undefined): number => {
    if (thread === undefined) return Number.POSITIVE_INFINITY;
    const ends = [closesAt(thread) ?? 0, interactions.get(thread.interactionId)?.endsAt ?? 0];
    return Math.min(...ends.map((each) => (each > now ? each : Number.POSITIVE_INFINITY)));
  };
  const first = Math.min(...threadIds.map((each) => endOf(threads.get(each))));
  return Number.isFinite(first) ? first : 0;
}

function OwnTime({ now, disabled, onPut }: { readonly now: number; readonly disabled: boolean; readonly onPut: (until: number) => void }): ReactElement {
  const { t } = useTranslation('work');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const at = new Date(typed).getTime();
  const fault = typed === '' || Number.isNaN(at) ? t('snooze.missing') : at <= now ? t('snooze.past') : at > now + longest ? t('snooze.far') : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (fault === undefined) onPut(at);
  };
  return (
    <form className={classes.pick} onSubmit={submit} noValidate>
      <TextInput style={{ flex: 1 }} type="datetime-local" label={t('snooze.own')} min={fieldOf(now)} max={fieldOf(now + longest)} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} error={tried ? fault : undefined} />
      <Button type="submit" variant="default" disabled={disabled}>
        {t('snooze.put')}
      </Button>
    </form>
  );
}

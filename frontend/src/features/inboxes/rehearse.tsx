import { Button, Modal, Progress, SegmentedControl } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Inbox, PutInbox, Rehearsal } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { formatNumber } from '@/lib/numbers';
import { exactTime } from '@/lib/time';
import { useOnline } from '@/stores/session';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import classes from './rehearse.module.css';
import { Figures } from './rehearsal-figures';
import { useName } from './use-name';
import { timeOffline } from './model';
import { useRehearsal } from './use-rehearsal';

const periods = [7, 14, 30] as const;

/** Plays what was recorded of an inbox by the settings in its form, before they are saved. */
export function Rehearse({ draft, inbox, onClose }: { readonly draft: PutInbox; readonly inbox: Inbox; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const online = useOnline();
  const [days, setDays] = useState<string>(String(periods[0]));
  const rehearsal = useRehearsal(draft, inbox);
  const { said, changedAt, running } = rehearsal;
  return (
    <Modal opened onClose={onClose} title={<span dir="auto">{t('rehearse.title', { name: inbox.name })}</span>} size={820} closeButtonProps={{ 'aria-label': t('rehearse.close') }}>
      <div className={form.form}>
        <p className={classes.lead}>{t('rehearse.lead')}</p>
        <div className={classes.ask}>
          <SegmentedControl aria-label={t('rehearse.period')} value={days} onChange={setDays} disabled={running} data={periods.map((each) => ({ value: String(each), label: t('rehearse.days', { days: formatNumber(each, locale) }) }))} />
          <Button onClick={() => rehearsal.begin({ days: Number(days) })} loading={rehearsal.busy} disabled={running || !online}>
            {said?.state === 'done' ? t('rehearse.again') : t('rehearse.begin')}
          </Button>
        </div>
        <Refusal error={rehearsal.error} fallback={t('rehearse.failed')} />
        {said !== undefined && <Outcome said={said} changedAt={changedAt} offlineChanged={minutesOffline(draft) !== minutesOffline(inbox)} onCancel={rehearsal.cancel} onSince={(from) => rehearsal.begin({ days: Number(days), from })} />}
      </div>
    </Modal>
  );
}

function minutesOffline({ graceMinutes }: Pick<PutInbox, 'graceMinutes'>): number {
  return graceMinutes ?? timeOffline.usual;
}

function Outcome({ said, changedAt, offlineChanged, onCancel, onSince }: { readonly said: Rehearsal; readonly changedAt: number | undefined; readonly offlineChanged: boolean; readonly onCancel: () => void; readonly onSince: (from: number) => void }): ReactElement | null {
  const { t } = useTranslation('inboxes');
  const say = useSaid();
  switch (said.state) {
    case 'running':
      return (
        <Callout actions={<Button variant="default" size="compact-sm" onClick={onCancel}>{t('rehearse.cancel')}</Button>}>
          <span role="status">{t('rehearse.running')}</span>
          <Progress aria-label={t('rehearse.running')} value={said.percent} mt="xs" w={260} />
        </Callout>
      );
    case 'failed':
      return <Callout tone="red">{said.why === undefined || said.why === null ? t('rehearse.failed') : say(said.why)}</Callout>;
    case 'cancelled':
      return <Callout>{t('rehearse.cancelled')}</Callout>;
    case 'done':
      if (said.differs !== undefined) return <Differs said={said} differs={said.differs} onSince={onSince} />;
      if (said.chats === 0) return <Nothing changedAt={changedAt} />;
      return <Figures said={said} changedAt={changedAt} offlineChanged={offlineChanged} />;
    default:
      return null;
  }
}

/** Why there is nothing to play: nobody wrote, or nobody did since the inbox is set up as it is. */
function Nothing({ changedAt }: { readonly changedAt: number | undefined }): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  return <Callout tone={changedAt === undefined ? undefined : 'amber'}>{changedAt === undefined ? t('rehearse.nothing') : t('rehearse.nothingSince', { time: exactTime(changedAt, locale) })}</Callout>;
}

/** Why there are no figures, and from when on there would be. */
function Differs({ said, differs, onSince }: { readonly said: Rehearsal; readonly differs: NonNullable<Rehearsal['differs']>; readonly onSince: (from: number) => void }): ReactElement {
  const { t } = useTranslation('inboxes');
  const locale = useLocale();
  const nameOf = useName();
  const since = said.since ?? 0;
  const begin = <Button variant="default" size="compact-sm" onClick={() => onSince(since)}>{t('rehearse.beginSince')}</Button>;
  return (
    <Callout tone="amber" actions={since > 0 ? begin : undefined}>
      <p className={classes.line}>{t('rehearse.differs')}</p>
      <p className={classes.line}>{t('rehearse.differsWho', { time: exactTime(differs.at, locale), was: nameOf(differs.was), is: nameOf(differs.is) })}</p>
      <p className={classes.line}>{since > 0 ? t('rehearse.canSince', { since: exactTime(since, locale) }) : t('rehearse.cannot')}</p>
    </Callout>
  );
}

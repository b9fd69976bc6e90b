import { IconAlarm, IconAlertTriangle, IconCircleCheckFilled, IconClock, IconFlag3, IconHourglassHigh, IconMessage2 } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { Link } from 'wouter';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { countsOf } from '@/i18n/routing-words';
import { openPromises, useServiceWords } from '@/i18n/service-words';
import { useWindowWords, type WindowWords } from '@/i18n/window-words';
import { useNow } from '@/lib/clock';
import { formatCount, formatNumber } from '@/lib/numbers';
import { threadPath } from '@/lib/paths';
import { weekdayTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useThreadLabels } from '@/stores/labels';
import { useNumberMark } from '@/stores/numbers';
import { useOutbox } from '@/stores/outbox';
import { useSelection } from '@/stores/selection';
import { channelOf, closesAt, useContact, useThread, useUnreadCount, useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { setWriteIn } from '@/stores/view';
import type { Thread } from '@/bridge/types';
import { Avatar } from '@/ui/avatar';
import { Chip } from '@/ui/chip';
import { LabelChip } from '@/ui/label-chip';
import { NumberChip } from '@/ui/number-chip';
import { RelativeTime } from '@/ui/relative-time';
import { WindowRing } from '@/ui/window-ring';
import classes from './thread-row.module.css';
import { LastLine } from './last-line';
import { TypingMark } from './typing-mark';

const hours48 = 48 * 3_600_000;

/** Whole hours until a conversation is put away that the customer has not answered. What a row counts by may be half a minute old. */
const hoursLeft = (endsAt: number, now: number): number => Math.min(48, Math.max(0, Math.ceil((endsAt - now) / 3_600_000)));

/** Whether it has woken and nothing was written since. */
const isBack = (thread: Thread): boolean => thread.open && (thread.wokenAt ?? 0) > thread.lastAt;

/** A row's thread, and whether it is open beside the list or chosen by the keyboard. */
export interface ThreadRowProps {
  readonly id: string;
  readonly current: boolean;
  readonly chosen: boolean;
}

/** A conversation in the list: who, what was said last, how long the window stands open. */
export const ThreadRow = memo(function ThreadRow({ id, current, chosen }: ThreadRowProps): ReactElement | null {
  const thread = useThread(id);
  return thread === undefined ? null : <Row thread={thread} current={current} chosen={chosen} />;
});

function Row({ thread, current, chosen }: { readonly thread: Thread; readonly current: boolean; readonly chosen: boolean }): ReactElement {
  const { t } = useTranslation('workspace');
  const locale = useLocale();
  const now = useNow();
  const contact = useContact(thread.contactId);
  const name = useContactName()(contact);
  const unread = useUnreadCount(thread.id);
  const marked = useSelection((selection) => selection.ids.has(thread.id));
  const window = useWindowWords(closesAt(thread), now);
  return (
    <Link
      href={threadPath(thread.id)}
      className={classes.row}
      aria-current={current ? 'page' : undefined}
      data-chosen={chosen || undefined}
      data-unread={unread > 0 || undefined}
      data-thread={thread.id}
      data-marked={marked || undefined}
      data-keys={current ? 'row' : undefined}
      draggable={false}
      // Who opens it writes next. Alt with an arrow goes on walking from there.
      onClick={() => setWriteIn(thread.id)}
    >
      <WindowRing fraction={window.fraction} tone={window.tone} label={window.label} size={38}>
        <Avatar id={thread.contactId} name={name} size={30} text={contact?.phoneHidden === true && contact.savedName === '' && contact.profileName === '' ? '?' : undefined} />
      </WindowRing>
      <span className={classes.body}>
        <span className={classes.top}>
          <span className={classes.name} dir="auto">
            {name}
          </span>
          {marked && <IconCircleCheckFilled className={classes.mark} size={16} role="img" aria-label={t('row.marked')} />}
          <span className={classes.time}>{thread.lastAt > 0 && <RelativeTime at={thread.lastAt} locale={locale} />}</span>
        </span>
        <span className={classes.bottom}>
          <TypingMark threadId={thread.id} />
          <LastLine thread={thread} />
          {unread > 0 && (
            <span className={classes.badge} role="img" aria-label={t('row.unread', { count: unread })}>
              {formatCount(unread, locale)}
            </span>
          )}
        </span>
        <Chips thread={thread} window={window} now={now} />
      </span>
    </Link>
  );
}

function Chips({ thread, window, now }: { readonly thread: Thread; readonly window: WindowWords; readonly now: number }): ReactElement | null {
  const { t } = useTranslation('workspace');
  const locale = useLocale();
  const me = useMe();
  const owner = useUser(thread.owner);
  const inbox = useDesk((desk) => desk.inboxes.get(thread.inboxId)?.name ?? '');
  const interaction = useDesk((desk) => desk.interactions.get(thread.interactionId));
  const stopped = useOutbox((store) => store.items.some((each) => each.threadId === thread.id && each.state === 'stopped'));
  const nobody = useNobody(thread);
  const number = useNumberMark(thread.numberId);
  const serviceWords = useServiceWords();
  const pressing = thread.open ? openPromises(interaction, now).find((each) => each.tone !== 'plain') : undefined;
  const initiated = thread.open && interaction?.disposition === 'initiated';
  const closed = window.tone === 'closed';
  const closes = thread.open && (window.tone === 'red' || window.tone === 'amber');
  const chips = [
    closes && <Chip key="closes" tone={window.tone === 'red' ? 'red' : 'amber'} icon={window.tone === 'red' ? <IconAlertTriangle size={12} stroke={1.8} aria-hidden /> : <IconClock size={12} stroke={1.8} aria-hidden />}>{window.short}</Chip>,
    number !== undefined && <NumberChip key="number" name={number.name} colour={number.colour} />,
    channelOf(thread.channel).textOnly && <Chip key="channel" tone="accent" icon={<IconMessage2 size={12} stroke={1.8} aria-hidden />}>{channelOf(thread.channel).name}</Chip>,
    (thread.priority === 'high' || thread.priority === 'urgent') && thread.open && <Chip key="priority" tone={thread.priority === 'urgent' ? 'red' : 'amber'} icon={<IconFlag3 size={12} stroke={1.8} aria-hidden />}>{t(`row.priority.${thread.priority}`)}</Chip>,
    pressing !== undefined && <Chip key="service" tone={pressing.tone} icon={<IconHourglassHigh size={12} stroke={1.8} aria-hidden />}>{serviceWords(pressing, now)}</Chip>,
    stopped && <Chip key="stopped" tone="red">{t('row.stopped')}</Chip>,
    (thread.identityAt ?? 0) > 0 && thread.open && <Chip key="held" tone="amber">{t('row.held')}</Chip>,
    thread.open && thread.state === 'waiting' && <Chip key="waiting" tone="amber">{inbox === '' ? t('row.unrouted') : t('row.waitingIn', { inbox })}</Chip>,
    nobody !== '' && <Chip key="nobody">{nobody}</Chip>,
    thread.open && thread.state === 'inFlow' && <Chip key="inFlow">{t('row.inFlow')}</Chip>,
    thread.open && thread.state === 'offered' && <Chip key="offered">{t('row.offered')}</Chip>,
    thread.owner !== '' && thread.owner !== me && owner !== undefined && <Chip key="owner">{t('row.owner', { name: owner.name })}</Chip>,
    initiated && <Chip key="initiated">{t('row.initiated', { hours: formatNumber(hoursLeft(interaction.endsAt ?? interaction.startedAt + hours48, now), locale) })}</Chip>,
    (thread.snoozedUntil ?? 0) > 0 && thread.open && <Chip key="snoozed" icon={<IconAlarm size={12} stroke={1.8} aria-hidden />}>{t('row.snoozed', { time: weekdayTime(thread.snoozedUntil ?? 0, now, locale) })}</Chip>,
    isBack(thread) && <Chip key="woken" tone="accent" icon={<IconAlarm size={12} stroke={1.8} aria-hidden />}>{t('row.woken')}</Chip>,
    closed && !initiated && thread.open && <Chip key="closed">{t('row.closed')}</Chip>,
      ...useThreadLabels(thread).map((each) => <LabelChip key={each.id} name={each.name} colour={each.colour} />),
  ].filter((each) => each !== false);
  return chips.length === 0 ? null : <span className={classes.chips}>{chips}</span>;
}

/** Why nobody could be asked when it was last tried: "3 offline, 2 busy"; '' while somebody is, or takes it themselves. */
function useNobody(thread: Thread): string {
  const { t } = useTranslation('routing');
  const locale = useLocale();
  const decision = useDesk((desk) => desk.decisions.get(desk.interactions.get(thread.interactionId)?.decisionId ?? ''));
  if (!thread.open || thread.state !== 'waiting' || decision === undefined || decision.outcome === 'offer' || decision.mode === 'manual') return '';
  return countsOf(decision.candidates).map(({ why, count }) => t(`count.${why}`, { count, shown: formatNumber(count, locale) })).join(', ');
}

import { Select, Textarea } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { ShiftProposal, Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useContactName } from '@/i18n/names';
import { causeOf, winnerWords } from '@/i18n/routing-words';
import { useWindowWords } from '@/i18n/window-words';
import { isolate } from '@/lib/bidi';
import { useNow } from '@/lib/clock';
import { formatNumber } from '@/lib/numbers';
import { useAttachedStore } from '@/stores/attached';
import { useDesk } from '@/stores/desk';
import { useDraft } from '@/stores/drafts';
import { closesAt, useContact, useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { Avatar } from '@/ui/avatar';
import { Callout } from '@/ui/callout';
import { WindowRing } from '@/ui/window-ring';
import { colleagues, longestNote, valueOf, type Wish, wishOf } from './shift-model';
import classes from './shift-end.module.css';

interface RowProps {
  readonly thread: Thread;
  readonly proposal: ShiftProposal | undefined;
  readonly wish: Wish;
  /** Why it could not be done; '' = it was not tried, or done. */
  readonly refused: string;
  readonly onWish: (wish: Wish) => void;
}

/** One conversation of the packet: how long its window is open, what was said last, and what happens with it. */
export function ShiftRow({ thread, proposal, wish, refused, onWish }: RowProps): ReactElement {
  const { t } = useTranslation('status');
  const now = useNow(30_000);
  const name = useContactName()(useContact(thread.contactId));
  const window = useWindowWords(closesAt(thread), now);
  const options = useOptions(thread, proposal);
  const goes = wish.deed === 'hand' || wish.deed === 'queue';
  const locale = useLocale();
  const long = [...wish.note].length > longestNote;
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <WindowRing fraction={window.fraction} tone={window.tone} label={window.label} size={34}>
          <Avatar id={thread.contactId} name={name} size={27} />
        </WindowRing>
        <div className={classes.words}>
          <span className={classes.name} dir="auto">
            {name}
          </span>
          <span className={classes.preview} dir="auto">
            {thread.preview}
          </span>
        </div>
        <span className={`figures ${classes.window}`} data-tone={window.tone}>
          {window.short}
        </span>
      </div>
      <Select aria-label={t('shift.what', { name: isolate(name) })} data={options} value={valueOf(wish)} onChange={(value) => onWish({ ...wish, ...wishOf(value ?? 'queue') })} allowDeselect={false} comboboxProps={{ withinPortal: true }} />
      <Why thread={thread} proposal={proposal} wish={wish} />
      {goes && (
        <Textarea
          aria-label={t('shift.note', { name: isolate(name) })}
          placeholder={t('shift.notePlaceholder')}
          value={wish.note}
          onChange={(event) => onWish({ ...wish, note: event.currentTarget.value })}
          error={long ? t('shift.noteLong', { most: formatNumber(longestNote, locale) }) : undefined}
          autosize
          minRows={1}
          maxRows={4}
          dir="auto"
        />
      )}
      <Draft threadId={thread.id} goes={goes} />
      {refused !== '' && <Callout tone="red">{t('shift.stays', { name: isolate(name), why: refused })}</Callout>}
    </li>
  );
}

/** What can become of it: who is proposed, colleagues who are there, the queue, to keep or to close it. */
function useOptions(thread: Thread, proposal: ShiftProposal | undefined): { group: string; items: { value: string; label: string }[] }[] {
  const { t } = useTranslation('status');
  const { t: routing } = useTranslation('routing');
  const me = useMe();
  const users = useDesk((desk) => desk.users);
  const inbox = useDesk((desk) => desk.inboxes.get(thread.inboxId));
  const first = useUser(proposal?.to ?? '');
  const others = colleagues(users.values(), inbox, me).filter((each) => each.id !== first?.id);
  const groups = [
    { group: t('shift.proposed'), items: first === undefined ? [] : [{ value: `hand:${first.id}`, label: t('shift.hand', { name: first.name, why: winnerWords(routing, proposal?.reason ?? '', false) }) }] },
    { group: t('shift.colleagues'), items: others.map((each) => ({ value: `hand:${each.id}`, label: t('shift.handPlain', { name: each.name }) })) },
    {
      group: t('shift.other'),
      items: [
        { value: 'queue', label: inbox === undefined ? t('shift.queuePlain') : t('shift.queue', { inbox: inbox.name }) },
        { value: 'keep', label: t('shift.keep') },
        { value: 'close', label: t('shift.close') },
      ],
    },
  ];
  return groups.filter((each) => each.items.length > 0);
}

/** What follows from the choice, or why nobody is proposed. */
function Why({ thread, proposal, wish }: Pick<RowProps, 'thread' | 'proposal' | 'wish'>): ReactElement | null {
  const { t } = useTranslation('status');
  const { t: routing } = useTranslation('routing');
  const inbox = useDesk((desk) => desk.inboxes.get(thread.inboxId));
  if (wish.deed === 'keep') return <p className={classes.why}>{t('shift.keepHint')}</p>;
  if (wish.deed !== 'queue' || proposal === undefined || proposal.to !== '') return null;
  const cause = causeOf(proposal.cause);
  const where = { inbox: isolate(inbox?.name ?? '') };
  if (inbox?.opening?.closed === true) return <p className={classes.why}>{t('shift.closed', where)}</p>;
  if (proposal.manual) return <p className={classes.why}>{t('shift.manual', where)}</p>;
  return cause === undefined ? null : <p className={classes.why}>{t('shift.nobody', { why: routing(`cause.${cause}`) })}</p>;
}

function Draft({ threadId, goes }: { readonly threadId: string; readonly goes: boolean }): ReactElement | null {
  const { t } = useTranslation('status');
  const draft = useDraft(threadId);
  const files = useAttachedStore((store) => store.lists.get(threadId)?.length ?? 0);
  const words = [draft !== '' && (goes ? t('shift.draft', { text: isolate(draft) }) : t('shift.draftStays')), files > 0 && t('shift.files', { count: files })].filter((each) => each !== false);
  return words.length === 0 ? null : <p className={classes.draft}>{words.join(' ')}</p>;
}

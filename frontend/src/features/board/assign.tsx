import { Modal, UnstyledButton } from '@mantine/core';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { isolate } from '@/lib/bidi';
import { useFocusBack } from '@/lib/use-focus-back';
import { useDesk } from '@/stores/desk';
import { useContact } from '@/stores/selectors';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Avatar, dotOf } from '@/ui/avatar';
import { Callout } from '@/ui/callout';
import { Below } from '@/ui/named';
import { Refusal } from '@/ui/refusal';
import { SearchField } from '@/ui/search-field';
import { EmptyState } from '@/ui/states';
import classes from './board.module.css';
import { type AgentLine, boardOf, takersOf } from './model';

// More names than this are found by typing: a thousand buttons would be slow and read by nobody.
const most = 50;

/** Gives a conversation to somebody who may have it. The relay takes only who is online and has room; the others are shown with why not. */
export function Assign({ thread, onClose }: { readonly thread: Thread; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('board');
  const [search, setSearch] = useState('');
  const online = useOnline();
  const act = useAct();
  useFocusBack();
  const name = useContactName()(useContact(thread.contactId));
  const takers = useTakers(thread);
  const found = takers.filter(({ user }) => user.name.toLocaleLowerCase().includes(search.trim().toLocaleLowerCase()));
  const give = async (to: string): Promise<void> => {
    const done = await act.run(() => bridge().threads.transfer(thread.interactionId, thread.epoch, { to, inboxId: '', note: '' }));
    if (done !== undefined) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('assign.title', { name: isolate(name) })}>
      <div className={classes.assign}>
        <SearchField label={t('assign.search')} value={search} onChange={setSearch} />
        <Refusal error={act.error} fallback={t('assign.failed')} />
        {takers.length === 0 && <EmptyState title={t('assign.none')} text={t('assign.noneText')} />}
        {takers.length > 0 && found.length === 0 && <EmptyState title={t('agents.noMatch')} text={t('agents.noMatchText')} />}
        {takers.length > 0 && !takers.some((each) => each.state === 'free') && <Callout tone="amber">{t('assign.nobodyFree')}</Callout>}
        <ul className={classes.takers} aria-label={t('assign.list')}>
          {found.slice(0, most).map((each) => (
            <li key={each.user.id}>
              <Taker line={each} disabled={act.busy || !online || each.state !== 'free'} onChoose={() => void give(each.user.id)} />
            </li>
          ))}
        </ul>
        {found.length > most && <Below>{t('assign.more', { count: found.length - most })}</Below>}
      </div>
    </Modal>
  );
}

function useTakers(thread: Thread): readonly AgentLine[] {
  const users = useDesk((desk) => desk.users);
  const inboxes = useDesk((desk) => desk.inboxes);
  const threads = useDesk((desk) => desk.threads);
  const interactions = useDesk((desk) => desk.interactions);
  const offers = useDesk((desk) => desk.offers);
  const { agents } = useMemo(() => boardOf({ users, inboxes, threads, interactions, offers }, { now: 0, day: 0 }, ''), [users, inboxes, threads, interactions, offers]);
  return takersOf(agents, thread, inboxes.get(thread.inboxId));
}

function Taker({ line, disabled, onChoose }: { readonly line: AgentLine; readonly disabled: boolean; readonly onChoose: () => void }): ReactElement {
  const { t } = useTranslation('board');
  const { user, state, open } = line;
  return (
    <UnstyledButton className={classes.taker} disabled={disabled} onClick={onChoose}>
      <Avatar id={user.id} name={user.name} size={28} presence={dotOf(user.presence)} />
      <bdi className={classes.clipped}>{user.name}</bdi>
      <span className={`figures ${classes.takerState}`}>
        {t(`agents.state.${state}`)}
        {state === 'away' && user.presenceReason !== '' && ` (${user.presenceReason})`} · {t('agents.loadOf', { open, capacity: user.capacity })}
      </span>
    </UnstyledButton>
  );
}

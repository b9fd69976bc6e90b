import { Modal, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { useFollowable } from '@/stores/following';
import { useThread } from '@/stores/selectors';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Avatar, dotOf } from '@/ui/avatar';
import { Refusal } from '@/ui/refusal';
import classes from './picker.module.css';

interface FollowerPickerProps {
  readonly threadId: string;
  readonly onClose: () => void;
}

const most = 50;

/** Asks who else is to follow a conversation. */
export function FollowerPicker({ threadId, onClose }: FollowerPickerProps): ReactElement | null {
  const { t } = useTranslation('work');
  const thread = useThread(threadId);
  if (thread === undefined) return null;
  return (
    <Modal opened onClose={onClose} title={t('follow.choose')} closeButtonProps={{ 'aria-label': t('close') }} size={400} yOffset="12vh">
      <Picker thread={thread} onClose={onClose} />
    </Modal>
  );
}

function Picker({ thread, onClose }: { readonly thread: Thread; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('work');
  const [query, setQuery] = useState('');
  const online = useOnline();
  const act = useAct();
  const people = useFollowable(thread).filter(({ name }) => name.toLocaleLowerCase().includes(query.trim().toLocaleLowerCase())).slice(0, most);
  const add = (userId: string): void => void act.run(() => bridge().work.follow(thread.id, userId, true).then(onClose));
  return (
    <div className={classes.picker}>
      <TextInput data-autofocus aria-label={t('follow.search')} placeholder={t('follow.search')} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
      {!online && <p className={classes.note}>{t('offline')}</p>}
      <Refusal error={act.error} fallback={t('follow.failed')} />
      {people.length === 0 && <p className={classes.note}>{t('follow.nobody')}</p>}
      <div className={classes.list} role="group" aria-label={t('follow.people')}>
        {people.map((each) => (
          <button key={each.id} type="button" className={classes.choice} disabled={!online || act.busy} onClick={() => add(each.id)}>
            <Avatar id={each.id} name={each.name} size={24} presence={dotOf(each.presence)} />
            <bdi className={classes.name}>{each.name}</bdi>
          </button>
        ))}
      </div>
    </div>
  );
}

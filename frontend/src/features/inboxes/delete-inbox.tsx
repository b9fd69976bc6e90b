import { Button, Modal, Select, Stack, Text } from '@mantine/core';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Inbox } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { useDesk } from '@/stores/desk';
import { channelOf } from '@/stores/selectors';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { openThreads } from './model';

/** Asks before an inbox is deleted, and where its open threads are to go. */
export function DeleteInbox({ inbox, onClose }: { readonly inbox: Inbox; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('inboxes');
  const inboxes = useDesk((desk) => desk.inboxes);
  const threads = useDesk((desk) => desk.threads);
  const others = [...inboxes.values()].filter((each) => each.id !== inbox.id && channelOf(each.type) === channelOf(inbox.type));
  const open = useMemo(() => openThreads(threads.values(), inbox.id), [threads, inbox.id]);
  const [moveTo, setMoveTo] = useState('');
  const act = useAct();
  const remove = async (): Promise<void> => {
    if ((await act.run(() => bridge().admin.deleteInbox(inbox.id, moveTo))) !== undefined) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('delete.title', { name: inbox.name })} closeButtonProps={{ 'aria-label': t('delete.cancel') }} centered>
      <Stack gap="md">
        <Text>{t('delete.text')}</Text>
        <Losers inbox={inbox} />
        {open > 0 && <Callout tone="amber">{`${t('delete.open', { count: open })}${others.length === 0 ? ` ${t('delete.nowhere')}` : ''}`}</Callout>}
        {others.length > 0 && <Select label={t('delete.moveTo')} placeholder={t('delete.movePlaceholder')} data={others.map((each) => ({ value: each.id, label: each.name }))} value={moveTo === '' ? null : moveTo} onChange={(value) => setMoveTo(value ?? '')} clearable={open === 0} />}
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          <Button color="red" loading={act.busy} disabled={open > 0 && moveTo === ''} onClick={() => void remove()}>
            {t('delete.confirm')}
          </Button>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('delete.cancel')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}

/** Names what leads to the inbox and loses it: its number, and the inboxes that hand conversations on to it. */
function Losers({ inbox }: { readonly inbox: Inbox }): ReactElement {
  const { t } = useTranslation('inboxes');
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const others = [...inboxes.values()].filter((each) => each.id !== inbox.id);
  const named = (list: readonly Inbox[]): { readonly inboxes: string; readonly count: number } => ({ inboxes: list.map((each) => isolate(each.name)).join(', '), count: list.length });
  const overflowing = named(others.filter((each) => each.overflow?.inboxId === inbox.id));
  const sending = named(others.filter((each) => each.hours?.outside === 'inbox' && each.hours.inboxId === inbox.id));
  const number = numbers.get(inbox.numberId);
  return (
    <>
      {number !== undefined && <Text>{t(number.state === 'active' ? 'delete.numberActive' : 'delete.number', { number: isolate(number.name) })}</Text>}
      {overflowing.count > 0 && <Text>{t('delete.overflow', overflowing)}</Text>}
      {sending.count > 0 && <Text>{t('delete.outside', sending)}</Text>}
    </>
  );
}

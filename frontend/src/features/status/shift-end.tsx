import { Button, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { ShiftFate, Thread } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { relayNow } from '@/lib/clock';
import { setDraft, useDrafts } from '@/stores/drafts';
import { inOrder, useThreadLists } from '@/stores/selectors';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';
import { showToast } from '@/ui/toast';
import { itemsOf, longestNote, proposed, type Wish } from './shift-model';
import { ShiftRow } from './shift-row';
import { useShiftUndo } from './use-shift-undo';
import classes from './shift-end.module.css';

// As long as the relay takes it back.
const undoFor = 120_000;
const toast = 'shift-ended';

/** The packet that a person leaves behind: each open conversation, where it goes, and then they are offline. */
export function ShiftEnd({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('status');
  const online = useOnline();
  const { mine, snoozed } = useThreadLists();
  const threads = useMemo(() => inOrder([...mine, ...snoozed], 'window', relayNow()), [mine, snoozed]);
  const packet = useQuery({ queryKey: ['shift', 'packet'], queryFn: () => bridge().threads.shiftPacket(), gcTime: 0 });
  const proposals = useMemo(() => new Map((packet.data ?? []).map((each) => [each.interactionId, each])), [packet.data]);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Wish>>(new Map());
  const [fates, setFates] = useState<readonly ShiftFate[]>([]);
  const act = useAct();
  const say = useSaid();
  const wishFor = (thread: Thread): Wish => chosen.get(thread.interactionId) ?? proposed(proposals.get(thread.interactionId));
  const finish = useFinish();
  const submit = async (): Promise<void> => {
    const wishes = new Map(threads.map((each) => [each.interactionId, wishFor(each)]));
    const drafts = useDrafts.getState().texts;
    const items = itemsOf(threads, wishes, drafts);
    const answer = await act.run(() => bridge().threads.endShift(items));
    if (answer === undefined) return;
    finish(threads, items, answer.value);
    setFates(answer.value);
    if (answer.value.every((each) => each.said === undefined)) onClose();
  };
  const refused = (thread: Thread): string => {
    const said = fates.find((each) => each.interactionId === thread.interactionId)?.said;
    return said === undefined ? '' : say(said);
  };
  const long = threads.some((each) => [...wishFor(each).note].length > longestNote);
  const ready = packet.data !== undefined || packet.error !== null;
  return (
    <Modal opened onClose={onClose} title={t('shift.title')} closeButtonProps={{ 'aria-label': t('shift.cancel') }} centered size={620}>
      <div className={form.form}>
        <p className={classes.lead}>{threads.length === 0 ? t('shift.none') : t('shift.lead', { count: threads.length })}</p>
        {!ready && <Skeletons rows={3} label={t('shift.loading')} avatar />}
        {ready && threads.length > 0 && (
          <ul className={classes.list} aria-label={t('shift.list')}>
            {threads.map((each) => (
              <ShiftRow key={each.interactionId} thread={each} proposal={proposals.get(each.interactionId)} wish={wishFor(each)} refused={refused(each)} onWish={(wish) => setChosen((before) => new Map(before).set(each.interactionId, wish))} />
            ))}
          </ul>
        )}
        <Refusal error={act.error ?? (packet.error === null ? undefined : toBridgeError(packet.error))} fallback={t('shift.failed')} />
        <div className={form.buttons}>
          <Button data-autofocus loading={act.busy} disabled={!online || long || !ready} onClick={() => void submit()}>
            {t('shift.submit')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {fates.length > 0 ? t('shift.finish') : t('shift.cancel')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** What follows when it was done: drafts that went along are gone here, and for two minutes all of it can be undone. */
function useFinish(): (threads: readonly Thread[], items: readonly { readonly interactionId: string; readonly do: string; readonly draft?: string }[], fates: readonly ShiftFate[]) => void {
  const { t } = useTranslation('status');
  const undo = useShiftUndo();
  // Whoever chooses anew for what could not go can undo all of it.
  const earlier = useRef<{ readonly fates: ShiftFate[]; readonly drafts: Map<string, string> }>({ fates: [], drafts: new Map() });
  return (threads, items, fates) => {
    const done = fates.filter((each) => each.said === undefined);
    const went = items.filter((each) => each.do !== 'keep' && done.some((fate) => fate.interactionId === each.interactionId));
    const { fates: gone, drafts } = earlier.current;
    for (const { interactionId, draft } of went) {
      const threadId = threads.find((each) => each.interactionId === interactionId)?.id;
      if (threadId === undefined || draft === undefined) continue;
      drafts.set(threadId, draft);
      setDraft(threadId, '');
    }
    gone.push(...done.filter((each) => went.some(({ interactionId }) => each.interactionId === interactionId)));
    const back = undo(gone, drafts);
    showToast(
      toast,
      t('shift.doneTitle'),
      <>
        <div>{t('shift.done', { count: gone.length })}</div>
        <Button
          size="compact-sm"
          variant="default"
          mt={6}
          onClick={() => {
            notifications.hide(toast);
            back();
          }}
        >
          {t('shift.undo')}
        </Button>
      </>,
      { stays: undoFor },
    );
  };
}

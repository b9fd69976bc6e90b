import { useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { ShiftFate } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { useSaid } from '@/i18n/said';
import { isolate } from '@/lib/bidi';
import { oneOf } from '@/lib/known';
import { presences } from '@/lib/lists';
import { useDesk } from '@/stores/desk';
import { setDraft, useDrafts } from '@/stores/drafts';
import { useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { showProblem, showToast } from '@/ui/toast';

/** Gives what takes the end of a shift back: conversations, the drafts that went with them, and the presence from before. */
export function useShiftUndo(): (done: readonly ShiftFate[], drafts: ReadonlyMap<string, string>) => () => void {
  const { t } = useTranslation('status');
  const say = useSaid();
  const nameOf = useContactName();
  const user = useUser(useMe());
  // As it was when the person began to end their shift.
  const [{ state, reason }] = useState({ state: oneOf(presences, user?.chosen ?? '') ?? 'online', reason: user?.presenceReason ?? '' });
  const named = (interactionId: string): string => {
    const { interactions, threads, contacts } = useDesk.getState();
    const contact = contacts.get(threads.get(interactions.get(interactionId)?.threadId ?? '')?.contactId ?? '');
    return contact === undefined ? t('shift.someone') : nameOf(contact);
  };
  const told = (fates: readonly ShiftFate[], drafts: ReadonlyMap<string, string>): void => {
    const { interactions } = useDesk.getState();
    const back = fates.filter((each) => each.said === undefined);
    for (const { interactionId } of back) {
      const threadId = interactions.get(interactionId)?.threadId ?? '';
      const draft = drafts.get(threadId);
      // What was begun meanwhile is not lost for it.
      if (draft !== undefined && (useDrafts.getState().texts.get(threadId) ?? '') === '') setDraft(threadId, draft);
    }
    const lost = fates.flatMap(({ interactionId, said }) => (said === undefined ? [] : [t('shift.notBack', { name: isolate(named(interactionId)), why: say(said) })]));
    showToast('shift-undone', t('shift.undone'), [t('shift.undoneText', { count: back.length }), ...lost].join(' '), { stays: lost.length === 0 ? 8000 : 30_000 });
  };
  // Whoever ended it while they were offline already was online before they did.
  const before = state === 'offline' ? 'online' : state;
  return (done, drafts) => () => {
    const items = done.map(({ interactionId, epoch }) => ({ interactionId, epoch }));
    bridge()
      .threads.undoShift({ items, state: before, reason })
      .then((fates) => told(fates, drafts), (error: unknown) => showProblem(t('shift.undoFailed'), error));
  };
}

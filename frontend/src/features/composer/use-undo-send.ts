import { type RefObject, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Hold } from '@/bridge/types';
import { useUndoWords } from '@/i18n/undo-words';
import { type Action, useRegisterActions } from '@/lib/actions';
import { acts } from '@/lib/acts';
import { isTyping } from '@/lib/keys';
import { useShortcuts } from '@/lib/use-shortcuts';
import { undoSend, useUndoable } from '@/stores/held';
import { useUndoSeconds } from '@/stores/settings';
import { showProblem } from '@/ui/toast';

let batches = 0;

/** How replies are held back, and Ctrl/Cmd+Z in an empty reply: takes the last one back that has not gone. */
export function useUndoSend(threadId: string, text: string, field: RefObject<HTMLTextAreaElement | null>): { readonly begin: () => void; readonly hold: () => Hold } {
  const { t } = useTranslation('thread');
  const why = useUndoWords();
  const seconds = useUndoSeconds();
  const batch = useRef('');
  const last = useUndoable(threadId);
  const group = t('keys.group');
  const undo = (): void => {
    if (last !== undefined) void undoSend(last).catch((error: unknown) => showProblem(t('queued.undoFailed'), why(error)));
  };
  const action: Action = { id: 'composer.undoSend', label: t('queued.undoSend'), group, keys: acts['composer.undoSend'].keys, run: undo };
  useRegisterActions(last === undefined ? [] : [action]);
  useShortcuts(
    last === undefined || text !== ''
      ? []
      : [
          {
            id: 'composer.undoSend', keys: acts['composer.undoSend'].keys, label: t('queued.undoSend'), group,
            // In another field the key is that field's own: it was taken from it only because keys with Ctrl are heard while typing.
            run: (event) => (isTyping(event.target) && event.target !== field.current ? void document.execCommand('undo') : undo()),
          },
        ],
  );
  return {
    begin: () => (batch.current = `${Date.now()}-${++batches}`),
    hold: () => ({ seconds, batch: batch.current }),
  };
}

import { Button } from '@mantine/core';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Queued } from '@/bridge/types';
import { useUndoWords } from '@/i18n/undo-words';
import { useNow } from '@/lib/clock';
import { isMac } from '@/lib/keys';
import { heldSeconds, sendHeldNow, undoSend, useLastOfBatch } from '@/stores/held';
import { useAnnounce } from '@/ui/announcer';
import { showProblem } from '@/ui/toast';
import own from './queued-bubble.module.css';

/** In how many seconds a held reply goes. */
export function HeldWord({ queued, then }: { readonly queued: Queued; readonly then: string }): string {
  const { t } = useTranslation('thread');
  useNow(500);
  const left = heldSeconds(queued);
  return left > 0 ? t('queued.held', { count: left }) : then;
}

/** What can be done with a reply that has not begun its way: take it back, or let it go now. */
export function HeldLine({ queued }: { readonly queued: Queued }): ReactElement | null {
  const { t } = useTranslation('thread');
  const why = useUndoWords();
  const announce = useAnnounce();
  useNow(500);
  const held = heldSeconds(queued) > 0;
  const last = useLastOfBatch(queued);
  useEffect(() => {
    const count = heldSeconds(queued);
    if (last && count > 0) announce(t('queued.heldSaid', { count, key: isMac() ? '⌘Z' : 'Ctrl+Z' }));
    // Said once, as it appears; each second would be noise.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, []);
  if (!last) return null;
  const undo = (): void => void undoSend(queued).catch((error: unknown) => showProblem(t('queued.undoFailed'), why(error)));
  const now = (): void => void sendHeldNow(queued).catch((error: unknown) => showProblem(t('queued.nowFailed'), error));
  return (
    <div className={own.held}>
      <Button size="compact-sm" variant="default" onClick={undo}>
        {t('queued.undo')}
      </Button>
      {held && (
        <Button size="compact-sm" variant="subtle" onClick={now}>
          {t('queued.now')}
        </Button>
      )}
    </div>
  );
}

import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { threadLink } from '@/lib/thread-link';
import { useAnnounce } from '@/ui/announcer';
import { showProblem, showToast } from '@/ui/toast';

/** Copies a link to the conversation, which a colleague opens by putting it into the palette. */
export function useCopyLink(threadId: string): () => void {
  const { t } = useTranslation('thread');
  const announce = useAnnounce();
  return () =>
    void bridge().system.copy(threadLink(threadId)).then(
      () => {
        showToast('link', t('header.linkCopied'), t('header.linkHow'));
        announce(t('header.linkCopied'));
      },
      (error: unknown) => showProblem(t('header.linkFailed'), error),
    );
}

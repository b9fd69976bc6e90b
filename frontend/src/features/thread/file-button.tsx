import { IconArchive, IconArchiveOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { useActs } from '@/i18n/use-acts';
import { isArchived, useMayFile } from '@/stores/selectors';
import { IconButton } from '@/ui/icon-button';
import { showProblem } from '@/ui/toast';

const look = { size: 18, stroke: 1.6 } as const;

/** Puts an ended conversation away into the archive, or takes it out again. Nothing where its end archived it. */
export function FileButton({ thread }: { readonly thread: Thread }): ReactElement | null {
  const { t } = useTranslation('thread');
  const back = thread.filed === true;
  const may = useMayFile(thread) && (back || !isArchived(thread));
  const label = back ? t('header.unfile') : t('header.file');
  const run = (): void => void bridge().threads.file(thread.interactionId, back).catch((error: unknown) => showProblem(t(back ? 'header.unfileFailed' : 'header.archiveFailed'), error));
  useActs([{ id: 'thread.file', may, label, run }]);
  if (!may) return null;
  return <IconButton label={label} hint={back ? undefined : t('header.fileHint')} keys="act+shift+e" icon={back ? <IconArchiveOff {...look} /> : <IconArchive {...look} />} onClick={run} />;
}

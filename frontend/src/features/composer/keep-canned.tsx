import { IconBookmark } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useRegisterActions } from '@/lib/actions';
import { isBlank } from '@/lib/blank';
import { useDraft } from '@/stores/drafts';
import { IconButton } from '@/ui/icon-button';
import { SaveCanned } from './save-canned';

/** Keeps what is written as a canned reply, where there is nothing else to add: in conversations by SMS. */
export function KeepCanned({ threadId }: { readonly threadId: string }): ReactElement {
  const { t } = useTranslation(['composer', 'thread']);
  // What was written when it was asked to be kept: the reply may go on.
  const [kept, setKept] = useState('');
  const draft = useDraft(threadId).trim();
  useRegisterActions(isBlank(draft) ? [] : [{ id: 'composer.saveCanned', label: t('canned.saveAs'), group: t('thread:keys.group'), run: () => setKept(draft) }]);
  return (
    <>
      <IconButton label={t('canned.saveAs')} icon={<IconBookmark size={19} stroke={1.6} />} disabled={isBlank(draft)} onClick={() => setKept(draft)} />
      {kept !== '' && <SaveCanned text={kept} files={[]} onClose={() => setKept('')} />}
    </>
  );
}

import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import { useFocusBack } from '@/lib/use-focus-back';
import { closeMerging } from '@/stores/merging';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';
import { showToast } from '@/ui/toast';
import { useContactsAgain } from '../list/use-contacts';
import { Beside } from './beside';
import { Deeds } from './deeds';
import classes from './merge.module.css';

/** Asks whether two customers are two after all, and shows what would be noted of each. */
export function UnmergeDialog({ contactId }: { readonly contactId: string }): ReactElement {
  const { t } = useTranslation('identity');
  const online = useOnline();
  const found = useQuery({ queryKey: ['contacts', 'unmergeCheck', contactId], queryFn: () => bridge().contacts.unmergeCheck(contactId), enabled: online, gcTime: 0 });
  const act = useAct();
  useFocusBack();
  const again = useContactsAgain();
  const part = async (): Promise<void> => {
    if ((await act.run(() => bridge().contacts.unmerge(contactId))) === undefined) return;
    again();
    closeMerging();
    showToast('merged', t('unmerge.done'), '');
  };
  return (
    <Modal opened onClose={closeMerging} size={640} title={t('unmerge.title')} closeButtonProps={{ 'aria-label': t('merge.close') }} centered>
      <div className={classes.dialog}>
        {!online && <Callout tone="amber">{t('merge.offline')}</Callout>}
        {found.isPending && online && <Skeletons rows={4} label={t('merge.loading')} />}
        <Refusal error={found.isError ? toBridgeError(found.error) : undefined} fallback={t('merge.failed')} />
        {found.data !== undefined && (
          <>
            <p className={classes.lead}>{t('unmerge.text')}</p>
            <Beside left={found.data.contact} right={found.data.other} />
          </>
        )}
        <Refusal error={act.error} fallback={t('unmerge.refused')} />
        <Deeds deed={t('unmerge.do')} back={t('unmerge.keep')} busy={act.busy} disabled={!online || found.data === undefined} onDo={() => void part()} onBack={closeMerging} />
      </div>
    </Modal>
  );
}

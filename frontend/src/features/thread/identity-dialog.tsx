import { Button, Modal } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import classes from './identity-dialog.module.css';

interface IdentityDialogProps {
  readonly threadId: string;
  /** When the change was told that they are asked about: they vouch for nobody who came after. */
  readonly since: number;
  /** How many replies wait. */
  readonly held: number;
  /** Whether other conversations with the customer are held as well. */
  readonly elsewhere: boolean;
  readonly onClose: () => void;
}

/** Asks whether somebody really made sure who the customer is, since replies go to them then. */
export function IdentityDialog({ threadId, since, held, elsewhere, onClose }: IdentityDialogProps): ReactElement {
  const { t } = useTranslation('identity');
  const online = useOnline();
  const act = useAct();
  const checked = async (): Promise<void> => {
    if ((await act.run(async () => (await bridge().threads.identityChecked(threadId, since), true))) !== undefined) onClose();
  };
  return (
    <Modal opened onClose={onClose} size={480} title={t('checked.title')} closeButtonProps={{ 'aria-label': t('checked.close') }} centered>
      <div className={classes.dialog}>
        <p>{t('checked.how')}</p>
        <p>{held > 0 ? t('checked.goes', { count: held }) : t('checked.goesNone')}</p>
        {elsewhere && <p>{t('checked.elsewhere')}</p>}
        <p className={classes.kept}>{t('checked.kept')}</p>
        <Refusal error={act.error} fallback={t('band.refused')} />
        <div className={classes.deeds}>
          <Button variant="default" onClick={onClose}>
            {t('checked.back')}
          </Button>
          <Button loading={act.busy} disabled={!online} onClick={() => void checked()}>
            {t('checked.do')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

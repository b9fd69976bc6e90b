import { Button, Modal } from '@mantine/core';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { loadAhead } from '@/stores/messages';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import { useHeld } from './held';
import classes from './identity-dialog.module.css';

interface IdentityDialogProps {
  readonly threadId: string;
  /** When the change was told that they are asked about: they vouch for nobody who came after. */
  readonly since: number;
  /** How many replies wait in it. */
  readonly held: number;
  /** The other conversations with the customer that are held as well. */
  readonly elsewhere: readonly string[];
  readonly onClose: () => void;
}

/** Asks whether somebody really made sure who the customer is, since replies go to them then. */
export function IdentityDialog({ threadId, since, held, elsewhere, onClose }: IdentityDialogProps): ReactElement {
  const { t } = useTranslation('identity');
  const online = useOnline();
  const act = useAct();
  const others = useHeld(elsewhere);
  const all = held + others;
  useEffect(() => elsewhere.forEach(loadAhead), [elsewhere]); // so that what waits there is counted
  const checked = async (): Promise<void> => {
    if ((await act.run(async () => (await bridge().threads.identityChecked(threadId, since), true))) !== undefined) onClose();
  };
  return (
    <Modal opened onClose={onClose} size={480} title={t('checked.title')} closeButtonProps={{ 'aria-label': t('checked.close') }} centered>
      <div className={classes.dialog}>
        <p>{t('checked.how')}</p>
        <p>{all > 0 ? t('checked.goes', { count: all }) : t('checked.goesNone')}</p>
        {elsewhere.length > 0 && <p>{others > 0 ? t('checked.counted', { count: others }) : t('checked.elsewhere')}</p>}
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

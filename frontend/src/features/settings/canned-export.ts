/** Canned replies saved as a table. */
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { showProblem, showToast } from '@/ui/toast';

/** The function that asks where to, saves a table (base64), and says where it is. */
export function useSaveTable(): (table: Promise<string>) => void {
  const { t } = useTranslation('settings');
  return (table) =>
    void table.then((made) => bridge().system.saveMade('csv', t('canned.export.name'), made)).then(
      (path) => path !== '' && showToast('canned-saved', t('canned.export.saved', { path }), null),
      (reason: unknown) => showProblem(t('canned.export.failed'), reason),
    );
}

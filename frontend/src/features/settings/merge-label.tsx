import { Button, Modal, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Label } from '@/bridge/types';
import { isolate } from '@/lib/bidi';
import { useLabels } from '@/stores/labels';
import { useAct } from '@/stores/use-act';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { showProblem, showToast } from '@/ui/toast';

/** Asks into which label another one is merged. It can be taken apart again for a while. */
export function MergeLabel({ label, onClose }: { readonly label: Label; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('settings');
  const others = useLabels().filter((each) => each.id !== label.id);
  const [into, setInto] = useState<string | null>(null);
  const act = useAct();
  const toast = `label-${label.id}`;
  const apart = (): void => {
    notifications.hide(toast);
    bridge().work.restoreLabel(label.id).catch((error: unknown) => showProblem(t('labels.restoreFailed'), error));
  };
  const merge = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const other = others.find((each) => each.id === into);
    if (other === undefined || (await act.run(() => bridge().work.mergeLabels(label.id, other.id))) === undefined) return;
    onClose();
    showToast(
      toast,
      t('labels.merged', { name: isolate(label.name), into: isolate(other.name) }),
      <Button size="compact-sm" variant="default" onClick={apart}>
        {t('labels.undo')}
      </Button>,
      { stays: 20_000 },
    );
  };
  return (
    <Modal opened onClose={onClose} title={t('labels.mergeTitle', { name: isolate(label.name) })} closeButtonProps={{ 'aria-label': t('labels.cancel') }} centered>
      <form className={form.form} onSubmit={(event) => void merge(event)}>
        <Select data-autofocus label={t('labels.into')} description={t('labels.intoHint', { name: isolate(label.name) })} placeholder={t('labels.choose')} data={others.map((each) => ({ value: each.id, label: each.name }))} value={into} onChange={setInto} searchable />
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          <Button type="submit" loading={act.busy} disabled={into === null}>
            {t('labels.merge')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('labels.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

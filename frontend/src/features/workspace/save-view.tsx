import { Button, Modal, Switch, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { ListFilter, ListView } from '@/bridge/types';
import { useListFilter } from '@/stores/list-filter';
import type { ThreadFilter } from '@/stores/selectors';
import { useOnline, useSupervisor } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import form from '@/ui/form.module.css';

interface SaveProps {
  readonly list: ThreadFilter;
  readonly filter: ListFilter;
  /** The view that is shown, which can be saved anew. */
  readonly view: ListView | undefined;
  readonly onClose: () => void;
}

const longest = 60;

/** Asks under which name a view is kept, and for whom. */
export function SaveView({ list, filter, view, onClose }: SaveProps): ReactElement {
  const { t } = useTranslation('work');
  const supervisor = useSupervisor();
  const online = useOnline();
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(supervisor && view?.shared === true);
  const act = useAct();
  const count = [...name.trim()].length;
  const long = count > longest ? t('views.long', { most: longest, count }) : undefined;
  // Under its own name it is the same view, unless somebody shared it who may not be overruled.
  const same = view !== undefined && view.name === name.trim() && (supervisor || !view.shared);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (count === 0 || long !== undefined) return;
    const done = await act.run(() => bridge().work.putView({ id: same ? view.id : '', name: name.trim(), shared, filter: { ...filter, list } }));
    if (done === undefined) return;
    useListFilter.setState({ viewId: done.value });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('views.save')} closeButtonProps={{ 'aria-label': t('close') }} size={400} yOffset="12vh">
      <form className={form.form} onSubmit={(event) => void save(event)}>
        <TextInput data-autofocus label={t('views.name')} value={name} dir="auto" onChange={(event) => setName(event.currentTarget.value)} error={long ?? act.error?.message} />
        {supervisor && <Switch label={t('views.share')} description={t('views.shareHint')} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />}
        <div className={form.buttons}>
          <Button type="submit" loading={act.busy} disabled={!online || count === 0 || long !== undefined}>
            {same ? t('views.replace') : t('views.put')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('views.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

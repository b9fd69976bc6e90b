import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { SavedFilter } from '@/bridge/types';
import { useAct } from '@/stores/use-act';
import { Refusal } from '@/ui/refusal';
import type { KeptFilter } from './model';

const longest = 60;

/** Keeps what is asked for under a name; a name that is taken takes the place of the former filter. */
export function SaveFilter({ asked, kept, onClose }: { readonly asked: KeptFilter; readonly kept: readonly SavedFilter[]; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('records');
  const act = useAct();
  const [name, setName] = useState('');
  const [begins, setBegins] = useState(false);
  const former = kept.find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const saved = await act.run(() => bridge().records.keepFilter({ ...asked, id: former?.id ?? '', name: name.trim(), default: begins }));
    if (saved !== undefined) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('saved.title')} closeButtonProps={{ 'aria-label': t('saved.cancel') }}>
      <form onSubmit={(event) => void save(event)}>
        <Stack>
          <TextInput data-autofocus label={t('saved.name')} description={former === undefined ? t('saved.nameHint') : t('saved.replaces', { name: former.name })} value={name} maxLength={longest} onChange={(event) => setName(event.currentTarget.value)} />
          <Checkbox label={t('saved.begin')} description={t('saved.beginHint')} checked={begins} onChange={(event) => setBegins(event.currentTarget.checked)} />
          <Refusal error={act.error} fallback={t('saved.failed')} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('saved.cancel')}
            </Button>
            <Button type="submit" loading={act.busy} disabled={name.trim() === ''}>
              {former === undefined ? t('saved.keep') : t('saved.replace')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

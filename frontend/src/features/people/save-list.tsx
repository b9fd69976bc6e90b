import { Button } from '@mantine/core';
import { IconTableExport } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { User } from '@/bridge/types';
import { encodeText } from '@/lib/base64';
import { isolate } from '@/lib/bidi';
import { writeCsv } from '@/lib/csv';
import { useDesk } from '@/stores/desk';
import { showProblem, showToast } from '@/ui/toast';
import { peopleTable } from './people-list';

/** Saves the list of people as a file that can be changed and imported again. */
export function SaveList({ people }: { readonly people: readonly User[] }): ReactElement {
  const { t } = useTranslation('people');
  const inboxes = useDesk((desk) => desk.inboxes);
  const numbers = useDesk((desk) => desk.numbers);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const text = writeCsv(peopleTable(people, { inboxes: [...inboxes.values()], numbers: [...numbers.values()] }), ',');
      const path = await bridge().system.saveMade('csv', t('list.fileName'), encodeText(text));
      if (path !== '') showToast('people', t('list.saved'), isolate(path));
    } catch (error) {
      showProblem(t('list.failed'), toBridgeError(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button variant="default" leftSection={<IconTableExport size={16} aria-hidden="true" />} loading={busy} disabled={people.length === 0} onClick={() => void save()}>
      {t('list.save')}
    </Button>
  );
}

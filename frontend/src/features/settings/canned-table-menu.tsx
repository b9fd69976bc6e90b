import { Button, Menu } from '@mantine/core';
import { IconDownload, IconTable, IconUpload } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { CannedReply } from '@/bridge/types';
import { useRegisterActions } from '@/lib/actions';
import { encodeTable } from '@/lib/encode-table';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useSaveTable } from './canned-export';
import { tableOf } from './canned-table';

const look = { size: 16, stroke: 1.6, 'aria-hidden': true } as const;

/** Canned replies to and from a table. */
export function TableMenu({ all, onImport }: { readonly all: readonly CannedReply[]; readonly onImport: () => void }): ReactElement {
  const { t } = useTranslation('settings');
  const online = useOnline();
  const inboxes = useDesk((desk) => desk.inboxes);
  const saveTable = useSaveTable();
  const save = (separator: ',' | ';'): void => saveTable(encodeTable(tableOf(all, (id) => inboxes.get(id)?.name ?? ''), separator));
  useRegisterActions([
    { id: 'canned.import', label: t('canned.import.title'), group: t('canned.title'), run: onImport },
    ...(all.length === 0 ? [] : [{ id: 'canned.export', label: t('canned.export.title'), group: t('canned.title'), run: () => save(',') }]),
  ]);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconTable {...look} />}>
          {t('canned.table')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUpload {...look} />} disabled={!online} onClick={onImport}>
          {t('canned.import.button')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload {...look} />} disabled={all.length === 0} onClick={() => save(',')}>
          {t('canned.export.comma')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload {...look} />} disabled={all.length === 0} onClick={() => save(';')}>
          {t('canned.export.semicolon')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

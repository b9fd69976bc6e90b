import { Button, Menu, Progress } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { isolate } from '@/lib/bidi';
import { formatNumber } from '@/lib/numbers';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import type { TableExport } from './use-export';

/** Saves what matches, in the chosen columns. */
export function ExportMenu({ disabled, onExport }: { readonly disabled: boolean; readonly onExport: (separator: ',' | ';') => void }): ReactElement {
  const { t } = useTranslation('records');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden="true" />} disabled={disabled}>
          {t('export.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onExport(',')}>{t('export.comma')}</Menu.Item>
        <Menu.Item onClick={() => onExport(';')}>{t('export.semicolon')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** How far the table is; then where it was saved, or why not, until that is closed. */
export function ExportProgress({ table }: { readonly table: TableExport }): ReactElement | null {
  const { t } = useTranslation('records');
  const locale = useLocale();
  const say = useSaid();
  const [closed, setClosed] = useState('');
  const { progress } = table;
  if (table.error !== undefined) return <Refusal error={table.error} fallback={t('export.failed')} />;
  if (progress === undefined || progress.state === 'none') return null;
  const rows = formatNumber(progress.rows, locale);
  const all = formatNumber(progress.all, locale);
  if (progress.state === 'running') {
    return (
      <Callout actions={<Button variant="default" size="compact-sm" onClick={table.cancel}>{t('export.cancel')}</Button>}>
        <span role="status">{progress.all === 0 ? t('export.begins') : t('export.running', { rows, all })}</span>
        <Progress aria-label={t('export.begins')} value={progress.all === 0 ? 0 : (100 * progress.rows) / progress.all} mt="xs" w={260} />
      </Callout>
    );
  }
  const which = JSON.stringify(progress);
  if (closed === which) return null;
  const close = <Button variant="default" size="compact-sm" onClick={() => setClosed(which)}>{t('export.close')}</Button>;
  if (progress.state === 'saved') return <Callout tone="ok" actions={close}><span role="status">{t('export.saved', { all, path: isolate(progress.path) })}</span></Callout>;
  return <Callout tone="red" actions={close}>{progress.problem === null ? t('export.failed') : say(progress.problem)}</Callout>;
}

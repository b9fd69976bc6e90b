import { Button, Menu } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { columnKeys, type ColumnKey, usualColumns } from './model';

/** Chooses the columns; at least one stays. */
export function ColumnMenu({ chosen, onChange }: { readonly chosen: readonly ColumnKey[]; readonly onChange: (columns: readonly ColumnKey[]) => void }): ReactElement {
  const { t } = useTranslation('records');
  const toggle = (key: ColumnKey, on: boolean): void => {
    const next = columnKeys.filter((each) => (each === key ? on : chosen.includes(each)));
    if (next.length > 0) onChange(next);
  };
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden="true" />}>
          {t('columns.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {columnKeys.map((key) => (
          <Menu.CheckboxItem key={key} checked={chosen.includes(key)} onChange={(on) => toggle(key, on)}>
            {t(`columns.${key}`)}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onChange(usualColumns)}>{t('columns.reset')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

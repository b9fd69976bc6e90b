import { Button, Menu } from '@mantine/core';
import { IconBrandWhatsapp, IconChevronDown, IconForms, IconMessage2, IconPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { paths } from '@/lib/paths';
import classes from './channels.module.css';

/** The types that can be added, in the order in which they are offered, each with the way there. */
const types = [
  { type: 'whatsapp', icon: <IconBrandWhatsapp size={18} stroke={1.6} aria-hidden="true" />, path: paths.newChannel },
  { type: 'sms', icon: <IconMessage2 size={18} stroke={1.6} aria-hidden="true" />, path: paths.newSMS },
] as const;

/** Adds a channel: first which type, then its own way. */
export function AddMenu({ disabled }: { readonly disabled: boolean }): ReactElement {
  const { t } = useTranslation('channels');
  const [, go] = useLocation();
  return (
    <Menu position="bottom-end" width={320}>
      <Menu.Target>
        <Button leftSection={<IconPlus size={16} aria-hidden="true" />} rightSection={<IconChevronDown size={14} aria-hidden="true" />} disabled={disabled}>
          {t('add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('addType')}</Menu.Label>
        {types.map(({ type, icon, path }) => (
          <Menu.Item key={type} leftSection={icon} onClick={() => go(path)}>
            {t(`type.${type}`)}
            <span className={classes.hint}>{t(`typeHint.${type}`)}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconForms size={18} stroke={1.6} aria-hidden="true" />} onClick={() => go(paths.connectNumber)}>
          {t('addForm')}
          <span className={classes.hint}>{t('addFormHint')}</span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

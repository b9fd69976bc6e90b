import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { setWindowTheme } from '@/bridge/runtime';
import { type Action, useActions, useRegisterActions } from '@/lib/actions';
import { paths } from '@/lib/paths';
import { useShortcuts } from '@/lib/use-shortcuts';
import { Kbd } from '@/ui/kbd';
import classes from './palette.module.css';
import { type Pages, rail } from './routes';

function grouped(actions: readonly Action[]): SpotlightActionGroupData[] {
  const groups = new Map<string, SpotlightActionGroupData>();
  for (const { id, label, group, description, keywords, icon, keys, run } of actions) {
    const found = groups.get(group) ?? { group, actions: [] };
    groups.set(group, found);
    found.actions.push({
      id,
      label,
      description,
      keywords: keywords === undefined ? undefined : [...keywords],
      leftSection: icon,
      rightSection: keys === undefined ? undefined : <Kbd keys={keys} />,
      onClick: run,
    });
  }
  return [...groups.values()];
}

/** The command palette on Ctrl/Cmd+K: every screen, the appearance, and whatever the mounted features offer. */
export function Palette({ pages }: { readonly pages: Pages }): ReactElement {
  const { t } = useTranslation('common');
  const [, go] = useLocation();
  const { setColorScheme } = useMantineColorScheme();
  const appearance = (scheme: 'auto' | 'light' | 'dark', label: string): Action => ({
    id: `theme.${scheme}`,
    label,
    group: t('palette.theme'),
    run: () => {
      setColorScheme(scheme);
      setWindowTheme(scheme);
    },
  });
  useRegisterActions([
    ...[...rail.top, ...rail.bottom]
      .filter((name) => pages[name] !== undefined)
      .map((name) => ({ id: `go.${name}`, label: t(`rail.${name}`), group: t('palette.goTo'), run: () => go(paths[name]) })),
    appearance('auto', t('palette.themeAuto')),
    appearance('light', t('palette.themeLight')),
    appearance('dark', t('palette.themeDark')),
  ]);
  useShortcuts([{ id: 'palette', keys: 'mod+k', label: t('palette.open'), group: t('shortcuts.group'), run: () => spotlight.toggle() }]);
  return (
    <Spotlight
      actions={grouped(useActions())}
      attributes={{ content: { 'aria-label': t('palette.open') } }}
      classNames={{ actionsGroup: classes.group }}
      highlightQuery
      limit={12}
      nothingFound={t('palette.nothing')}
      // The map in lib/shortcuts.ts hears Ctrl/Cmd+K, so that it is listed under "?" and leaves input methods alone.
      shortcut={null}
      searchProps={{ leftSection: <IconSearch size={18} stroke={1.6} />, placeholder: t('palette.placeholder'), 'aria-label': t('palette.placeholder') }}
    />
  );
}

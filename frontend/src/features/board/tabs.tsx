import { SegmentedControl } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { paths } from '@/lib/paths';

/** Leads between how the team stands now and what happened before: two pages behind one button of the rail. */
export function BoardTabs({ current }: { readonly current: 'board' | 'reports' }): ReactElement {
  const { t } = useTranslation('board');
  const [, go] = useLocation();
  return (
    <SegmentedControl
      aria-label={t('tabs.label')}
      data={[{ value: 'board', label: t('tabs.now') }, { value: 'reports', label: t('tabs.reports') }]}
      value={current}
      onChange={(value) => go(value === 'reports' ? paths.reports : paths.board)}
    />
  );
}

import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useRegisterActions } from '@/lib/actions';
import { formatNumber } from '@/lib/numbers';
import { useDesk } from '@/stores/desk';
import { clearSelection, selectAll, useSelection } from '@/stores/selection';
import { useRowDeeds } from '../use-row-deeds';
import { type Act, acts, type Person, whyNot } from './model';
import classes from './recent.module.css';
import { actIcons } from './row-acts';

/** What can be done with the conversations that are marked: each deed counts those that it can be done with. */
export function SelectedBar({ threads, person }: { readonly threads: readonly Thread[]; readonly person: Person }): ReactElement | null {
  const ids = useSelection((selection) => selection.ids);
  const marked = threads.filter((each) => ids.has(each.id));
  return marked.length === 0 ? null : <Bar all={threads} marked={marked} person={person} />;
}

interface BarProps {
  readonly all: readonly Thread[];
  readonly marked: readonly Thread[];
  readonly person: Person;
}

function Bar({ all, marked, person }: BarProps): ReactElement {
  const { t } = useTranslation('recent');
  const locale = useLocale();
  const contacts = useDesk((desk) => desk.contacts);
  const deeds = useRowDeeds();
  const can = (act: Act): readonly Thread[] =>
    marked.filter((each) => whyNot(act, each, contacts.get(each.contactId), person) === undefined && !(act === 'archive' && each.filed === true));
  const rows = acts.map((act) => ({ act, can: can(act) }));
  useRegisterActions(
    rows.filter((each) => each.can.length > 0).map((each) => ({ id: `recent.${each.act}`, label: t(`bulk.${each.act}`, { count: each.can.length }), group: t('title'), run: () => deeds[each.act](each.can.map(({ id }) => id)) })),
  );
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('selected', { count: marked.length })}>
      <span className={`figures ${classes.count}`} role="status">
        {t('selected', { count: marked.length })}
      </span>
      {rows.map(({ act, can: those }) => (
        <span key={act} className={classes.deed}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={actIcons[act]}
            data-disabled={those.length === 0 || undefined}
            aria-disabled={those.length === 0 || undefined}
            title={those.length > 0 ? undefined : person.online ? t(`none.${act}`) : t('why.offline')}
            aria-description={those.length > 0 ? undefined : person.online ? t(`none.${act}`) : t('why.offline')}
            onClick={() => those.length > 0 && deeds[act](those.map(({ id }) => id))}
          >
            {those.length === 0 || those.length === marked.length ? t(`act.${act}`) : t(`some.${act}`, { count: those.length })}
          </Button>
        </span>
      ))}
      <span className={classes.space} />
      {marked.length < all.length && (
        <Button size="compact-sm" variant="subtle" onClick={() => selectAll(all.map(({ id }) => id))}>
          {t('selectAll', { count: all.length, shown: formatNumber(all.length, locale) })}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" onClick={clearSelection}>
        {t('clearSelection')}
      </Button>
    </div>
  );
}

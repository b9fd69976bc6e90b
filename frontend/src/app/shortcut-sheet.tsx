import { Modal } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Shortcut } from '@/lib/shortcuts';
import { useShortcutList, useShortcuts } from '@/lib/use-shortcuts';
import { Kbd } from '@/ui/kbd';
import classes from './shortcut-sheet.module.css';
import { TourAgain } from './tour-again';

function byGroup(list: readonly Shortcut[]): [string, Shortcut[]][] {
  const groups = new Map<string, Shortcut[]>();
  for (const each of list) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  return [...groups];
}

/** The sheet under "?": every key that is heard on this screen now. */
export function ShortcutSheet(): ReactElement {
  const { t } = useTranslation('common');
  const [open, setOpen] = useState(false);
  useShortcuts([{ id: 'help', keys: '?', anywhere: 'f1', on: ['list', 'page'], label: t('shortcuts.help'), group: t('shortcuts.group'), run: () => setOpen((now) => !now) }]);
  return (
    <Modal opened={open} onClose={() => setOpen(false)} title={t('shortcuts.title')} closeButtonProps={{ 'aria-label': t('shortcuts.close') }} size="lg">
      <Groups />
      <TourAgain onStart={() => setOpen(false)} />
    </Modal>
  );
}

// Only while the sheet is open: what is heard changes with every screen and conversation.
function Groups(): ReactElement {
  const list = useShortcutList();
  return (
    <div className={classes.groups}>
      {byGroup(list).map(([group, entries]) => (
        <section key={group} className={classes.part}>
          <h3 className={classes.group}>{group}</h3>
          <ul className={classes.list}>
            {entries.map((each) => (
              <li key={each.id} className={classes.entry}>
                <span>{each.label}</span>
                <span className={classes.keys}>
                  <Kbd keys={each.keys} />
                  {each.anywhere !== undefined && <Kbd keys={each.anywhere} />}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

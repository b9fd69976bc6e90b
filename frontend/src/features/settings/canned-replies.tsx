import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { CannedReply } from '@/bridge/types';
import { findCanned } from '@/lib/canned';
import { useDesk } from '@/stores/desk';
import { useOnline, useSupervisor } from '@/stores/session';
import { Chip } from '@/ui/chip';
import { FileNames } from '@/ui/file-names';
import { Section } from '@/ui/page';
import { SearchField } from '@/ui/search-field';
import { showProblem, showToast } from '@/ui/toast';
import { CannedImport } from './canned-import';
import { TableMenu } from './canned-table-menu';
import { CannedEditor } from './canned-editor';
import classes from './canned-replies.module.css';

/** The canned replies that this person can use, and the forms of those that they may change. */
export function CannedReplies(): ReactElement {
  const { t } = useTranslation('settings');
  const table = useDesk((desk) => desk.cannedReplies);
  const supervisor = useSupervisor();
  const online = useOnline();
  const [query, setQuery] = useState('');
  const [importing, setImporting] = useState(false);
  const [open, setOpen] = useState<CannedReply | 'new'>();
  const all = useMemo(() => [...table.values()].sort((a, b) => a.shortcut.localeCompare(b.shortcut)), [table]);
  const shown = query.trim() === '' ? all : findCanned(all, query);
  const remove = async ({ userId: _userId, at: _at, ...row }: CannedReply): Promise<void> => {
    const toast = `canned-${row.id}`;
    const undo = (): void => {
      notifications.hide(toast);
      void bridge().canned.put(row).catch((error: unknown) => showProblem(t('canned.undoFailed'), error));
    };
    try {
      await bridge().canned.remove(row.id);
      showToast(toast, t('canned.deleted', { shortcut: row.shortcut }), <Button size="compact-sm" variant="default" onClick={undo}>{t('canned.undo')}</Button>);
    } catch (error) {
      showProblem(t('canned.deleteFailed'), error);
    }
  };
  return (
    <Section title={t('canned.title')} text={t('canned.text')} actions={<><Button variant="default" disabled={!online} onClick={() => setOpen('new')}>{t('canned.new')}</Button><TableMenu all={all} onImport={() => setImporting(true)} /></>}>
      {all.length > 5 && <SearchField label={t('canned.search')} value={query} onChange={setQuery} />}
      {all.length === 0 && <p className={classes.none}>{t('canned.none')}</p>}
      {all.length > 0 && shown.length === 0 && <p className={classes.none}>{t('canned.noMatch')}</p>}
      {shown.length > 0 && (
        <ul className={classes.list} aria-label={t('canned.title')}>
          {shown.map((each) => (
            <li key={each.id} className={classes.row}>
              <span className={classes.words}>
                <span className={classes.head}>
                  <bdi className={classes.shortcut}>/{each.shortcut}</bdi>
                  <bdi>{each.title}</bdi>
                  <Chip tone="plain">{each.shared ? t('canned.shared') : t('canned.own')}</Chip>
                </span>
                <bdi className={classes.text}>{each.text}</bdi>
                {(each.files ?? []).length > 0 && <FileNames files={each.files ?? []} />}
              </span>
              {(!each.shared || supervisor) && (
                <>
                  <Button size="compact-sm" variant="subtle" disabled={!online} aria-label={t('canned.editOf', { shortcut: each.shortcut })} onClick={() => setOpen(each)}>
                    {t('canned.edit')}
                  </Button>
                  <Button size="compact-sm" variant="subtle" disabled={!online} aria-label={t('canned.deleteOf', { shortcut: each.shortcut })} onClick={() => void remove(each)}>
                    {t('canned.delete')}
                  </Button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {importing && <CannedImport onClose={() => setImporting(false)} />}
      {open !== undefined && <CannedEditor row={open === 'new' ? undefined : (table.get(open.id) ?? open)} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

import { Button, FileButton, Modal, Switch } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { formatNumber } from '@/lib/numbers';
import { useRowsImport } from '@/stores/rows-import';
import { useOnline, useSupervisor } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { ImportOutcome, SaveRefused } from '@/ui/import-outcome';
import { useSaveTable } from './canned-export';
import classes from './canned-replies.module.css';
import { cannedSource, type CannedTable, readTable, type TableFault } from './canned-table';

/** Takes canned replies from a file: what would become of its rows first, and only then all of it. */
export function CannedImport({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('settings');
  const [opened, setOpened] = useState<CannedTable | TableFault>();
  const [count, setCount] = useState(0);
  const read = async (file: File | null): Promise<void> => {
    if (file === null) return;
    setOpened(readTable(new Uint8Array(await file.arrayBuffer())));
    setCount((before) => before + 1);
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={t('canned.import.title')} closeOnClickOutside={false}>
      <div className={classes.form}>
        <p className={classes.none}>{t('canned.import.text')}</p>
        <div>
          <FileButton accept=".csv,text/csv" onChange={(file) => void read(file)}>
            {(props) => (
              <Button variant="default" {...props} data-autofocus>
                {t('canned.import.choose')}
              </Button>
            )}
          </FileButton>
        </div>
        {opened !== undefined && ('fault' in opened ? <Callout tone="red">{t(`canned.import.fault.${opened.fault}`, { line: opened.line, shortcut: opened.shortcut })}</Callout> : <Chosen key={count} table={opened} />)}
      </div>
    </Modal>
  );
}

function Chosen({ table }: { readonly table: CannedTable }): ReactElement {
  const { t } = useTranslation('settings');
  const locale = useLocale();
  const say = useSaid();
  const supervisor = useSupervisor();
  const online = useOnline();
  const save = useSaveTable();
  const [shared, setShared] = useState(false);
  const [checked, setChecked] = useState<boolean>();
  const source = cannedSource(table.rows, shared);
  const dry = useRowsImport(source, () => undefined);
  const real = useRowsImport(source, () => undefined);
  const good = dry.stage === 'over' && checked === shared;
  const some = dry.sum.added + dry.sum.changed;
  return (
    <>
      <p>{t('canned.import.found', { count: table.rows.length, rows: formatNumber(table.rows.length, locale) })}</p>
      {supervisor && table.rows.some((each) => each.row.shared === undefined) && <Switch label={t('canned.share')} checked={shared} disabled={real.stage !== 'none'} onChange={(event) => setShared(event.currentTarget.checked)} />}
      {real.stage === 'none' && good && <ImportOutcome locale={locale} say={say} run={dry} all={table.rows.length} would />}
      {real.stage === 'none' && dry.stage === 'broken' && <ImportOutcome locale={locale} say={say} run={dry} all={table.rows.length} would />}
      <ImportOutcome locale={locale} say={say} run={real} all={table.rows.length} would={false} />
      {real.stage !== 'over' && (
        <div className={classes.buttons}>
          <Button variant={good ? 'default' : 'filled'} loading={dry.stage === 'running'} disabled={!online || real.stage === 'running'} onClick={() => (setChecked(shared), void dry.run(true))}>
            {t('canned.import.check')}
          </Button>
          {good && (
            <Button disabled={!online || some === 0} loading={real.stage === 'running'} onClick={() => void real.run(false)}>
              {t('canned.import.run', { count: some, rows: formatNumber(some, locale) })}
            </Button>
          )}
        </div>
      )}
      {!online && <p className={classes.none}>{t('canned.import.offline')}</p>}
      <SaveRefused say={say} head={table.head} refused={(real.stage === 'none' ? dry : real).sum.faults} onSave={save} />
    </>
  );
}

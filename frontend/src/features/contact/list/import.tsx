import { Button, FileButton, Modal, Progress, Select } from '@mantine/core';
import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { ContactLine } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { isolate } from '@/lib/bidi';
import { textOf } from '@/lib/csv';
import { formatNumber } from '@/lib/numbers';
import { scanCsv } from '@/lib/scan-csv';
import { useRowsImport } from '@/stores/rows-import';
import { useOnline } from '@/stores/session';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { ImportOutcome, SaveRefused } from '@/ui/import-outcome';
import { showProblem, showToast } from '@/ui/toast';
import { useAttributes } from '../attribute-fields';
import classes from './contacts.module.css';
import { guessed, type Mapping, parts, partsOf } from './import-model';

const largestFile = 50_000_000;
const mostRows = 200_000;

interface Opened {
  readonly kind: 'opened';
  readonly key: number;
  readonly name: string;
  readonly text: string;
  readonly head: readonly string[];
  readonly rows: number;
}

interface Reading {
  readonly kind: 'reading';
  readonly share: number;
}

/** Takes contacts from a file: which column is what, what would become of its rows, and only then all of it. */
export function ContactsImport({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('contacts');
  const [opened, setOpened] = useState<Opened | Reading | { readonly kind: 'wrong'; readonly wrong: string }>();
  const latest = useRef(0);
  useEffect(
    () => () => {
      latest.current++;
    },
    [],
  );
  const stopReading = (): void => {
    latest.current++;
    setOpened(undefined);
  };
  const wrong = (text: string): void => setOpened({ kind: 'wrong', wrong: text });
  const read = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const key = ++latest.current;
    const isLatest = (): boolean => latest.current === key;
    if (file.size > largestFile) return wrong(t('import.tooLarge'));
    setOpened({ kind: 'reading', share: 0 });
    const bytes = await file.arrayBuffer();
    if (!isLatest()) return;
    const text = textOf(new Uint8Array(bytes));
    if (text === undefined) return wrong(t('import.unknownText'));
    const found = await scanCsv(text, (share) => {
      if (isLatest()) setOpened({ kind: 'reading', share });
      return isLatest();
    });
    if (found === undefined) return;
    if (found.openQuote !== undefined) return wrong(t('import.openQuote', { line: found.openQuote }));
    if (found.head === undefined || found.rows === 0) return wrong(t('import.empty'));
    if (found.rows > mostRows) return wrong(t('import.tooMany', { most: mostRows }));
    setOpened({ kind: 'opened', key, name: file.name, text, head: found.head, rows: found.rows });
  };
  return (
    <Modal opened onClose={onClose} size={680} title={t('import.title')} closeButtonProps={{ 'aria-label': t('files.close') }} closeOnClickOutside={false} centered>
      <div className={form.form}>
        <p className={classes.foot}>{t('import.text')}</p>
        <div>
          <FileButton accept=".csv,text/csv" resetRef={undefined} onChange={(file) => void read(file)}>
            {(props) => (
              <Button variant="default" {...props} data-autofocus>
                {t('import.choose')}
              </Button>
            )}
          </FileButton>
        </div>
        {opened?.kind === 'wrong' && <Callout tone="red">{opened.wrong}</Callout>}
        {opened?.kind === 'reading' && (
          <Callout actions={<Button size="compact-sm" variant="default" onClick={stopReading}>{t('import.stop')}</Button>}>
            <span role="status">{t('import.reading')}</span>
            <Progress value={100 * opened.share} aria-label={t('import.progress')} mt="xs" w={260} />
          </Callout>
        )}
        {opened?.kind === 'opened' && <Chosen key={opened.key} file={opened} onDone={onDone} />}
      </div>
    </Modal>
  );
}

function Chosen({ file, onDone }: { readonly file: Opened; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('contacts');
  const locale = useLocale();
  const say = useSaid();
  const attributes = useAttributes();
  const online = useOnline();
  const [mapping, setMapping] = useState<Mapping>(() => guessed(file.head, attributes));
  const source = { parts: () => partsOf(file.text, mapping), ask: (rows: ContactLine[], isDry: boolean) => (isDry ? bridge().contacts.check({ rows }) : bridge().contacts.import({ rows })) };
  const dry = useRowsImport(source, onDone);
  const real = useRowsImport(source, onDone);
  const saveRefused = (table: Promise<string>): void =>
    void table.then((made) => bridge().system.saveMade('csv', t('import.refusedName'), made)).then(
      (path) => path !== '' && showToast('refused', t('files.saved', { path }), ''),
      (reason: unknown) => showProblem(t('files.saveFailed'), reason),
    );
  const choices = useMemo(() => [{ value: '', label: t('import.nothing') }, ...parts.map((each) => ({ value: each, label: t(`import.part.${each}`) })), ...attributes.map((each) => ({ value: each.id, label: each.name }))], [attributes, t]);
  const running = dry.stage === 'running' || real.stage === 'running';
  const [checked, setChecked] = useState<Mapping>();
  const put = (index: number, part: string): void => setMapping(mapping.map((each, at) => (at === index ? part : each === part && part !== '' ? '' : each)));
  const good = dry.stage === 'over' && checked === mapping;
  const hasPhone = mapping.includes('phone');
  return (
    <>
      <p>{t('import.found', { count: file.rows, rows: formatNumber(file.rows, locale), name: isolate(file.name) })}</p>
      <div className={classes.mapping}>
        {file.head.map((each, index) => (
          <Select key={index} label={each === '' ? t('import.column', { n: index + 1 }) : each} data={choices} value={mapping[index] ?? ''} allowDeselect={false} disabled={running || real.stage !== 'none'} onChange={(value) => put(index, value ?? '')} />
        ))}
      </div>
      {!hasPhone && <Callout tone="amber">{t('import.noPhone')}</Callout>}
      {real.stage === 'none' && <ImportOutcome locale={locale} say={say} run={dry} all={file.rows} would />}
      <ImportOutcome locale={locale} say={say} run={real} all={file.rows} would={false} />
      {real.stage === 'none' && (
        <div className={classes.deeds}>
          <Button variant={good ? 'default' : 'filled'} loading={dry.stage === 'running'} disabled={!online || !hasPhone} onClick={() => (setChecked(mapping), void dry.run(true))}>
            {t('import.check')}
          </Button>
          {good && (
            <Button disabled={!online || dry.sum.added + dry.sum.changed === 0} onClick={() => void real.run(false)}>
              {t('import.run', { count: dry.sum.added + dry.sum.changed, rows: formatNumber(dry.sum.added + dry.sum.changed, locale) })}
            </Button>
          )}
        </div>
      )}
      {(real.stage === 'stopped' || real.stage === 'broken') && (
        <div className={classes.deeds}>
          <Button disabled={!online} onClick={() => void real.run(false)}>
            {t('import.again')}
          </Button>
        </div>
      )}
      {good && real.stage === 'none' && <p className={classes.foot}>{t('import.noUndo')}</p>}
      {real.stage !== 'none' && real.stage !== 'running' && <SaveRefused say={say} head={file.head} refused={real.sum.faults} onSave={saveRefused} />}
      {real.stage === 'none' && dry.stage !== 'running' && <SaveRefused say={say} head={file.head} refused={dry.sum.faults} onSave={saveRefused} />}
    </>
  );
}

import { Button, FileButton, Modal, Progress, Select } from '@mantine/core';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '@/bridge/bridge';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { isolate } from '@/lib/bidi';
import { countRows, openQuote, rowsIn, textOf, writeCsv } from '@/lib/csv';
import { formatNumber } from '@/lib/numbers';
import { useOnline } from '@/stores/session';
import { Callout } from '@/ui/callout';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { showProblem, showToast } from '@/ui/toast';
import { useAttributes } from '../attribute-fields';
import classes from './contacts.module.css';
import { guessed, type Mapping, parts } from './import-model';
import { type Import, type Refused, useImport } from './use-import';

const largestFile = 50_000_000;
const mostRows = 200_000;
const shownFaults = 20;

interface Opened {
  readonly name: string;
  readonly text: string;
  readonly head: readonly string[];
  readonly rows: number;
}

/** Takes contacts from a file: which column is what, what would become of its rows, and only then all of it. */
export function ContactsImport({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('contacts');
  const [opened, setOpened] = useState<Opened | { readonly wrong: string }>();
  const read = async (file: File | null): Promise<void> => {
    if (file === null) return;
    if (file.size > largestFile) return setOpened({ wrong: t('import.tooLarge') });
    const text = textOf(new Uint8Array(await file.arrayBuffer()));
    if (text === undefined) return setOpened({ wrong: t('import.unknownText') });
    const quote = openQuote(text);
    if (quote !== undefined) return setOpened({ wrong: t('import.openQuote', { line: quote }) });
    const head = rowsIn(text).next();
    const rows = countRows(text) - 1;
    if (head.done === true || rows < 1) return setOpened({ wrong: t('import.empty') });
    setOpened(rows > mostRows ? { wrong: t('import.tooMany', { most: mostRows }) } : { name: file.name, text, head: head.value.fields, rows });
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
        {opened !== undefined && ('wrong' in opened ? <Callout tone="red">{opened.wrong}</Callout> : <Chosen key={`${opened.name} ${opened.text.length}`} file={opened} onDone={onDone} />)}
      </div>
    </Modal>
  );
}

function Chosen({ file, onDone }: { readonly file: Opened; readonly onDone: () => void }): ReactElement {
  const { t } = useTranslation('contacts');
  const locale = useLocale();
  const attributes = useAttributes();
  const online = useOnline();
  const [mapping, setMapping] = useState<Mapping>(() => guessed(file.head, attributes));
  const dry = useImport(file.text, mapping, onDone);
  const real = useImport(file.text, mapping, onDone);
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
      {real.stage === 'none' && <Outcome run={dry} all={file.rows} would />}
      <Outcome run={real} all={file.rows} would={false} />
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
      {real.stage !== 'none' && real.stage !== 'running' && <SaveRefused head={file.head} refused={real.sum.refused} />}
      {real.stage === 'none' && dry.stage === 'over' && <SaveRefused head={file.head} refused={dry.sum.refused} />}
    </>
  );
}

function Outcome({ run, all, would }: { readonly run: Import; readonly all: number; readonly would: boolean }): ReactElement | null {
  const { t } = useTranslation('contacts');
  const locale = useLocale();
  const say = useSaid();
  if (run.stage === 'none') return null;
  const { sum } = run;
  const counts = { added: formatNumber(sum.added, locale), changed: formatNumber(sum.changed, locale), same: formatNumber(sum.same, locale), refused: formatNumber(sum.refused.length, locale) };
  return (
    <>
      {run.stage === 'running' && (
        <Callout actions={<Button size="compact-sm" variant="default" onClick={run.stop}>{t('import.stop')}</Button>}>
          <span role="status">{t('import.running', { rows: formatNumber(sum.rows, locale), all: formatNumber(all, locale) })}</span>
          <Progress value={(100 * sum.rows) / all} aria-label={t('import.progress')} mt="xs" w={260} />
        </Callout>
      )}
      <Refusal error={run.error} fallback={t('import.failed')} />
      {run.stage !== 'running' && <Callout tone={would || sum.refused.length > 0 ? 'amber' : 'ok'}>{run.stage === 'over' ? (would ? t('import.would', counts) : t('import.done', counts)) : t('import.partly', counts)}</Callout>}
      {run.stage !== 'running' && sum.refused.length > 0 && (
        <details open>
          <summary>{t('import.refused')}</summary>
          <ul>
            {sum.refused.slice(0, shownFaults).map((each) => (
              <li key={each.line}>{t('import.line', { line: formatNumber(each.line, locale), why: each.said === null ? '' : say(each.said) })}</li>
            ))}
          </ul>
          {sum.refused.length > shownFaults && <p>{t('import.moreRefused', { count: sum.refused.length - shownFaults, rows: formatNumber(sum.refused.length - shownFaults, locale) })}</p>}
        </details>
      )}
    </>
  );
}

/** The refused rows as a table of their own, to be put right and read again. */
function SaveRefused({ head, refused }: { readonly head: readonly string[]; readonly refused: readonly Refused[] }): ReactElement | null {
  const { t } = useTranslation('contacts');
  const say = useSaid();
  if (refused.length === 0) return null;
  const save = (): void => {
    const rows = refused.map((each) => [...head.map((_, index) => each.cells[index] ?? ''), String(each.line), each.said === null ? '' : say(each.said)]);
    void bridge().system.saveMade('csv', t('import.refusedName'), writeCsv([[...head, t('import.lineColumn'), t('import.whyColumn')], ...rows], ',')).then(
      (path) => path !== '' && showToast('refused', t('files.saved', { path }), ''),
      (reason: unknown) => showProblem(t('files.saveFailed'), reason),
    );
  };
  return (
    <div>
      <Button variant="default" size="xs" onClick={save}>
        {t('import.saveRefused')}
      </Button>
    </div>
  );
}

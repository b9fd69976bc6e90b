import { Button, FileButton, Progress } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { type BridgeError, toBridgeError } from '@/bridge/errors';
import type { OptInsImported } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { relayNow } from '@/lib/clock';
import { formatNumber } from '@/lib/numbers';
import { useDesk } from '@/stores/desk';
import { useOnline, useSupervisor } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { type ListRow, type OptInList, partsOf, readList } from './opt-in-list';
import classes from './settings.module.css';

const largestFile = 20_000_000;
const shownFaults = 50;

/** A fault of a row in words. */
interface Fault {
  readonly line: number;
  readonly why: string;
}

/** Records the consents of a file: what is wrong with its rows first, then its progress, then what was refused. */
export function OptInImport(): ReactElement | null {
  const { t } = useTranslation('settings');
  const supervisor = useSupervisor();
  const known = useDesk((desk) => [...desk.orgs.values()][0]?.optIns !== undefined);
  const [list, setList] = useState<OptInList | 'tooLarge'>();
  if (!supervisor || !known) return null;
  const read = async (file: File | null): Promise<void> => {
    if (file === null) return;
    setList(undefined);
    setList(file.size > largestFile ? 'tooLarge' : readList(await file.text(), relayNow()));
  };
  return (
    <Section title={t('optInImport.title')} text={t('optInImport.text')}>
      <div>
        <FileButton accept=".csv,text/csv" resetRef={undefined} onChange={(file) => void read(file)}>
          {(props) => (
            <Button variant="default" {...props}>
              {t('optInImport.choose')}
            </Button>
          )}
        </FileButton>
      </div>
      {list === 'tooLarge' && <Callout tone="red">{t('optInImport.tooLarge')}</Callout>}
      {typeof list === 'object' && 'missing' in list && <Callout tone="red">{t('optInImport.missing', { columns: list.missing.join(', ') })}</Callout>}
      {typeof list === 'object' && 'openQuote' in list && <Callout tone="red">{t('optInImport.openQuote', { line: list.openQuote })}</Callout>}
      {typeof list === 'object' && 'rows' in list && <Preview key={list.rows.length} rows={list.rows} />}
    </Section>
  );
}

type Totals = Pick<OptInsImported, 'added' | 'known' | 'contacts'>;

function Preview({ rows }: { readonly rows: readonly ListRow[] }): ReactElement {
  const { t } = useTranslation('settings');
  const locale = useLocale();
  const say = useSaid();
  const online = useOnline();
  const [totals, setTotals] = useState<Totals>();
  const [done, setDone] = useState(0);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<BridgeError>();
  const [refused, setRefused] = useState<readonly Fault[]>([]);
  const fine = rows.filter((each) => each.row !== undefined).length;
  const faults: readonly Fault[] = rows.flatMap((each) => (each.fault === undefined ? [] : [{ line: each.line, why: t(`optInImport.fault.${each.fault}`) }]));
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    setRefused([]);
    let sum: Totals = { added: 0, known: 0, contacts: 0 };
    let count = 0;
    try {
      for (const part of partsOf(rows)) {
        const got = await bridge().admin.importOptIns({ rows: part.map((each) => each.row) });
        sum = { added: sum.added + got.added, known: sum.known + got.known, contacts: sum.contacts + got.contacts };
        setRefused((before) => [...before, ...got.refused.map((each) => ({ line: part[each.row]?.line ?? 0, why: each.said === null ? '' : say(each.said) }))]);
        count += part.length;
        setDone(count);
      }
      setTotals(sum);
    } catch (reason) {
      setError(toBridgeError(reason));
    }
    setBusy(false);
  };
  return (
    <div className={classes.form}>
      <p>{t('optInImport.found', { count: rows.length, fine: formatNumber(fine, locale), wrong: formatNumber(faults.length, locale) })}</p>
      <Faults title={t('optInImport.wrong')} faults={faults} />
      {busy && <Progress value={fine === 0 ? 0 : (done / fine) * 100} aria-label={t('optInImport.progress')} />}
      <Refusal error={error} fallback={t('failed')} />
      {totals !== undefined && <Callout tone="ok">{t('optInImport.done', { added: formatNumber(totals.added, locale), known: formatNumber(totals.known, locale), contacts: formatNumber(totals.contacts, locale) })}</Callout>}
      <Faults title={t('optInImport.refused')} faults={refused} />
      {totals === undefined && (
        <div>
          <Button loading={busy} disabled={fine === 0 || !online} onClick={() => void run()}>
            {error === undefined ? t('optInImport.run', { count: fine }) : t('optInImport.again')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Faults({ title, faults }: { readonly title: string; readonly faults: readonly Fault[] }): ReactElement | null {
  const { t } = useTranslation('settings');
  if (faults.length === 0) return null;
  return (
    <details open>
      <summary>{title}</summary>
      <ul>
        {faults.slice(0, shownFaults).map((each) => (
          <li key={each.line}>{t('optInImport.line', { line: each.line, why: each.why })}</li>
        ))}
      </ul>
      {faults.length > shownFaults && <p>{t('optInImport.more', { count: faults.length - shownFaults })}</p>}
    </details>
  );
}

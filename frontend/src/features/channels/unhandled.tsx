import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { Unhandled as Row } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { type Said, useSaid } from '@/i18n/said';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import { useCopy } from '@/stores/use-copy';
import { useFlash } from '@/ui/copy-field';
import { type Column, DataTable } from '@/ui/data-table';
import form from '@/ui/form.module.css';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { RelativeTime } from '@/ui/relative-time';
import { Skeletons } from '@/ui/states';
import classes from './channels.module.css';
import { whyNotUnderstood } from './model';

/** What was received and is not understood until now, newest first, with its JSON and Replay. */
export function Unhandled(): ReactElement | null {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const table = useDesk((desk) => desk.unhandled);
  const rows = useMemo(() => [...table.values()].filter((each) => !each.replayed).sort((a, b) => b.at - a.at), [table]);
  const [shown, setShown] = useState('');
  const act = useAct();
  const say = useSaid();
  if (rows.length === 0) return null;
  const columns: readonly Column<Row>[] = [
    { key: 'what', title: t('unhandled.what'), width: 'minmax(120px, 1fr)', cell: (row) => <span className="code">{row.type === '' ? row.field : `${row.field} · ${row.type}`}</span> },
    { key: 'why', title: t('unhandled.why'), width: 'minmax(160px, 2fr)', cell: (row) => ((row.tried ?? 0) > 0 ? `${whyOf(row, say)} (${t('unhandled.replayed')})` : whyOf(row, say)) },
    { key: 'from', title: t('unhandled.from'), width: '1fr', cell: (row) => `${row.provider} ${row.account}` },
    { key: 'when', title: t('unhandled.when'), width: '90px', cell: (row) => <RelativeTime at={row.at} locale={locale} /> },
    {
      key: 'actions', title: t('unhandled.actions'), width: '190px', end: true,
      cell: (row) => (
        <>
          <Button variant="default" onClick={() => setShown(row.id)}>
            {t('unhandled.raw')}
          </Button>
          <Button variant="default" disabled={act.busy} onClick={() => void act.run(() => bridge().admin.replay(row.id))}>
            {t('unhandled.replay')}
          </Button>
        </>
      ),
    },
  ];
  return (
    <Section title={t('unhandled.title')} text={t('unhandled.text')}>
      <Refusal error={act.error} fallback={t('failed')} />
      <DataTable label={t('unhandled.title')} rows={rows} rowKey={(row) => row.id} columns={columns} minWidth={760} maxHeight="40vh" />
      {shown !== '' && <Raw id={shown} onClose={() => setShown('')} />}
    </Section>
  );
}

/** Why it was not understood; a line that counts many says how many. */
function whyOf(row: Row, say: (said: Said) => string): string {
  const why = whyNotUnderstood(row.reason, say);
  return row.count > 1 ? `${String(row.count)} ${why}` : why;
}

function Raw({ id, onClose }: { readonly id: string; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('channels');
  const asked = useQuery({ queryKey: ['admin', 'raw', id], queryFn: () => bridge().admin.rawUnhandled(id), gcTime: 0 });
  const copy = useCopy();
  const [copied, mark] = useFlash();
  const text = asked.data === undefined ? '' : pretty(asked.data.json);
  return (
    <Modal opened onClose={onClose} title={t('unhandled.rawTitle')} size="lg" closeButtonProps={{ 'aria-label': t('unhandled.close') }}>
      {asked.isPending && <Skeletons rows={3} label={t('loading')} />}
      {asked.isError && <Refusal error={toBridgeError(asked.error)} fallback={t('unhandled.rawFailed')} />}
      {asked.isSuccess && (
        <div className={form.form}>
          <pre className={`code ${classes.json}`} tabIndex={0} dir="ltr">
            {text}
          </pre>
          {asked.data.cut && <p>{t('unhandled.cut')}</p>}
          <div>
            <Button variant="default" onClick={() => void copy.run(text).then((done) => done && mark())}>
              {copied ? t('unhandled.copied') : t('unhandled.copy')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

/** JSON with line breaks; what is no JSON stays as it came. */
export function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

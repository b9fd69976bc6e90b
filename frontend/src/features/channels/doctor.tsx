import { Button, Drawer } from '@mantine/core';
import { IconCheck, IconCopy, IconRefresh } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber, Checkup } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNow } from '@/lib/clock';
import { ago, duration, exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { useCopy } from '@/stores/use-copy';
import { Callout } from '@/ui/callout';
import { useFlash } from '@/ui/copy-field';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';
import { CheckLineView, useReport } from './check-line';
import { checksOf, countNamed, linesOf, missingProof } from './doctor-model';
import classes from './doctor.module.css';
import { Prove } from './prove';

/** How often a running examination is asked how far it is. */
const look = 400;

/** The connection check of one number: its lines, with evidence and what to do. */
export function Doctor({ number, onClose }: { readonly number: BusinessNumber; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('channels');
  const online = useOnline();
  const queries = useQueryClient();
  const checkup = useDesk((desk) => desk.checkups.get(number.id));
  const key = ['checkup', number.id];
  const asked = useQuery({
    queryKey: key, queryFn: () => bridge().admin.checkupProgress(number.id), enabled: online, staleTime: 0,
    refetchInterval: (query) => (query.state.data?.running === true ? look : false),
  });
  const act = useAct();
  const running = asked.data?.running === true;
  const run = async (): Promise<void> => {
    const begun = await act.run(() => bridge().admin.runCheckup(number.id));
    if (begun !== undefined) queries.setQueryData(key, begun.value);
  };
  const lines = linesOf(number, checkup, asked.data);
  const done = asked.data?.checks.length ?? 0;
  const examined = checkup !== undefined && checkup.at !== 0;
  return (
    <Drawer opened onClose={onClose} position="right" size={520} title={t('doctor.title', { name: number.name })} closeButtonProps={{ 'aria-label': t('doctor.close') }}>
      <div className={form.form}>
        {!online && <Callout tone="amber">{t('doctor.offline')}</Callout>}
        <div role="status">{running ? t('doctor.running', { done, all: lines.length }) : <Summary number={number} checkup={checkup} />}</div>
        {!running && checkup !== undefined && <Proof checkup={checkup} />}
        <Prove number={number} checkup={checkup} onUnexamined={() => void run()} />
        <div className={form.buttons}>
          <Button leftSection={<IconRefresh size={16} aria-hidden="true" />} loading={running || act.busy} disabled={!online} onClick={() => void run()}>
            {t(examined ? 'doctor.again' : 'doctor.run')}
          </Button>
          {!running && examined && <CopyReport number={number} checkup={checkup} />}
        </div>
        <Refusal error={act.error} fallback={t('failed')} />
        {(running || examined) && (
          <ul className={classes.list} aria-label={t('doctor.list')}>
            {lines.map((each) => (
              <CheckLineView key={each.name} number={number} line={each} waiting={running} />
            ))}
          </ul>
        )}
      </div>
    </Drawer>
  );
}

/** When it was examined, by whom, and what came of it in one sentence. */
function Summary({ number, checkup }: { readonly number: BusinessNumber; readonly checkup: Checkup | undefined }): ReactElement {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const now = useNow();
  const by = useDesk((desk) => desk.users.get(checkup?.by ?? '')?.name ?? '');
  if (checkup === undefined || checkup.at === 0) return <>{t('doctor.never')}</>;
  const count = countNamed(checkup);
  const cause = causeOf(checkup, by, locale, t);
  return (
    <>
      <strong>{count === 0 ? t('doctor.fine') : t('doctor.named', { count, all: checksOf(number).length })}</strong>{' '}
      <span className={classes.dim}>
        {t('doctor.last', { time: ago(checkup.at, now, locale) })} {cause}
      </span>
    </>
  );
}

function Proof({ checkup }: { readonly checkup: Checkup }): ReactElement {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const missing = missingProof(checkup);
  if (missing === undefined) return <Callout tone="ok">{t('doctor.proven', { time: exactTime(checkup.provenAt, locale) })}</Callout>;
  return <Callout tone="amber">{t('doctor.unproven', { missing: t(`doctor.${missing}`) })}</Callout>;
}

function CopyReport({ number, checkup }: { readonly number: BusinessNumber; readonly checkup: Checkup }): ReactElement {
  const { t } = useTranslation('channels');
  const report = useReport();
  const copy = useCopy();
  const [copied, mark] = useFlash();
  const run = async (): Promise<void> => {
    if (await copy.run(report(number, checkup))) mark();
  };
  return (
    <>
      <Button variant="default" leftSection={copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />} onClick={() => void run()}>
        {t(copied ? 'doctor.copied' : 'doctor.copy')}
      </Button>
      {copy.failed && <Callout tone="amber">{t('doctor.copyFailed')}</Callout>}
    </>
  );
}

/** Why it was examined. */
function causeOf({ cause, silence, at }: Checkup, by: string, locale: string, t: TFunction<'channels'>): string {
  if (cause === 'daily' || cause === 'set') return t(`doctor.cause.${cause}`);
  if (cause === 'quiet' && silence) return t('doctor.cause.quiet', { time: duration(at - silence.since, locale), count: silence.usual });
  return by === '' ? '' : t('doctor.cause.asked', { name: by });
}

import { Button } from '@mantine/core';
import { IconCheck, IconCopy, IconRepeat } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Decision, Replayed } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { formatNumber } from '@/lib/numbers';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { useCopy } from '@/stores/use-copy';
import { useAnnounce } from '@/ui/announcer';
import { Callout } from '@/ui/callout';
import { useFlash } from '@/ui/copy-field';
import { Refusal } from '@/ui/refusal';
import classes from './contact-panel.module.css';

/** What can be done with a why card: paste it elsewhere, and have the relay decide once more. */
export function WhyActions({ decision, text }: { readonly decision: Decision; readonly text: string }): ReactElement {
  const { t } = useTranslation('contact');
  const online = useOnline();
  const act = useAct();
  const copy = useCopy();
  const announce = useAnnounce();
  const [copied, mark] = useFlash();
  const [replayed, setReplayed] = useState<Replayed>();
  const copyAll = async (): Promise<void> => {
    if (!(await copy.run(text))) return;
    mark();
    announce(t('why.copied'));
  };
  const replay = async (): Promise<void> => {
    setReplayed(undefined);
    const said = await act.run(() => bridge().threads.replay(decision.id));
    if (said !== undefined) setReplayed(said.value);
  };
  return (
    <>
      <div className={classes.whyActions}>
        <Button size="xs" variant="default" leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />} onClick={() => void copyAll()}>
          {copied ? t('why.copied') : t('why.copy')}
        </Button>
        <Button size="xs" variant="default" title={t('why.replayHint')} leftSection={<IconRepeat size={14} aria-hidden />} loading={act.busy} disabled={!online} onClick={() => void replay()}>
          {t('why.replay')}
        </Button>
      </div>
      {copy.failed && <Callout tone="red">{t('why.copyFailed')}</Callout>}
      <Refusal error={act.error} fallback={t('why.replayFailed')} />
      {replayed !== undefined && <Outcome replayed={replayed} />}
    </>
  );
}

function Outcome({ replayed }: { readonly replayed: Replayed }): ReactElement {
  const { t } = useTranslation('contact');
  const locale = useLocale();
  const say = useSaid();
  const version = formatNumber(replayed.version, locale);
  if (replayed.why !== undefined && replayed.why !== null) return <Callout tone="amber">{t('why.cannot', { why: say(replayed.why) })}</Callout>;
  if (replayed.same) return <Callout tone="ok">{t('why.same', { count: replayed.bytes, bytes: formatNumber(replayed.bytes, locale), version })}</Callout>;
  return (
    <Callout tone="red">
      <p className={classes.differs}>{t('why.differs', { place: formatNumber((replayed.at ?? 0) + 1, locale), version })}</p>
      <dl className={classes.answers}>
        <dt>{t('why.was')}</dt>
        <dd className="code">{replayed.was}</dd>
        <dt>{t('why.is')}</dt>
        <dd className="code">{replayed.is}</dd>
      </dl>
    </Callout>
  );
}

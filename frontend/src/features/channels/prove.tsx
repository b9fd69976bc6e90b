import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber, Checkup, Proving } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { useNow } from '@/lib/clock';
import { clockTime, exactTime, sameDay } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Refusal } from '@/ui/refusal';
import { nounOf } from './doctor-model';
import classes from './doctor.module.css';
import { type Stage, stageOf, suspects } from './prove-model';
import { TesterPhone } from './tester-phone';

/** A short course that has a message come in and one arrive, on purpose. Where it is stands in the number's row, so it goes on after a restart and on a colleague's desktop. */
export function Prove({ number, checkup, onUnexamined }: { readonly number: BusinessNumber; readonly checkup: Checkup | undefined; readonly onUnexamined: () => void }): ReactElement {
  const { t } = useTranslation('channels');
  const now = useNow(1_000);
  const online = useOnline();
  const act = useAct();
  const proving = checkup?.proving ?? undefined;
  const stage = stageOf(proving, now, number.channel !== 'sms');
  const begin = (): void => {
    void act.run(() => bridge().admin.beginProving(number.id));
    if (checkup === undefined || checkup.at === 0) onUnexamined(); // the checks say where to look when nothing comes
  };
  const end = (): void => void act.run(() => bridge().admin.cancelProving(number.id));
  if (proving === undefined || checkup === undefined) {
    return (
      <>
        <div>
          <Button variant="default" leftSection={<IconPlugConnected size={16} aria-hidden="true" />} loading={act.busy} disabled={!online} onClick={begin}>
            {t('doctor.prove.button')}
          </Button>
        </div>
        <Refusal error={act.error} fallback={t('failed')} />
      </>
    );
  }
  return (
    <section className={classes.prove} aria-label={t('doctor.prove.title')}>
      <h3>{t('doctor.prove.title')}</h3>
      <Begun proving={proving} />
      {(stage === 'waiting' || stage === 'silent' || stage === 'closed') && <TesterPhone number={number} code={proving.code} />}
      <div role="status" className={classes.proveState}>
        <Now number={number} stage={stage} proving={proving} checkup={checkup} />
      </div>
      {(stage === 'seen' || stage === 'failed') && <Answer number={number} again={stage === 'failed'} />}
      <Refusal error={act.error} fallback={t('failed')} />
      <div className={classes.proveButtons}>
        {(stage === 'proven' || stage === 'failed' || stage === 'answering') && (
          <Button variant="default" disabled={!online || act.busy} onClick={begin}>
            {t('doctor.prove.again')}
          </Button>
        )}
        <Button variant="default" disabled={!online || act.busy} onClick={end}>
          {t(stage === 'proven' ? 'doctor.prove.done' : 'doctor.prove.cancel')}
        </Button>
      </div>
    </section>
  );
}

function Begun({ proving }: { readonly proving: Proving }): ReactElement {
  const { t } = useTranslation('channels');
  const time = useTime();
  const name = useDesk((desk) => desk.users.get(proving.by)?.name ?? '');
  return <span className={classes.dim}>{t('doctor.prove.by', { name, time: time(proving.since) })}</span>;
}

/** The function that writes a time: the clock alone for today, the day too before that. */
function useTime(): (at: number) => string {
  const locale = useLocale();
  const now = useNow();
  return (at) => (sameDay(at, now) ? clockTime(at, locale) : exactTime(at, locale));
}

/** Where the test is, in words. */
function Now({ number, stage, proving, checkup }: { readonly number: BusinessNumber; readonly stage: Stage; readonly proving: Proving; readonly checkup: Checkup }): ReactElement {
  const { t } = useTranslation('channels');
  const { t: nouns } = useTranslation('refusals');
  const say = useSaid();
  const time = useTime();
  const named = suspects(checkup).map((name) => {
    const noun = nounOf(name, number);
    return noun === undefined ? name : nouns(noun);
  });
  const seen = proving.seenAt === 0 ? null : <Callout tone="ok">{t('doctor.prove.seen', { time: time(proving.seenAt) })}</Callout>;
  const why = proving.said ? say(proving.said) : t('doctor.prove.failedWhy');
  return (
    <>
      {seen}
      {stage === 'waiting' && <Callout>{t('doctor.prove.waiting')}</Callout>}
      {stage === 'silent' && (
        <Callout tone="amber">
          {t('doctor.prove.silent')} {named.length > 0 ? t('doctor.prove.suspects', { list: named.join(', ') }) : t('doctor.prove.noSuspects')}
        </Callout>
      )}
      {(stage === 'waiting' || stage === 'silent') && checkup.inboundAt >= proving.since && <Callout tone="ok">{t('doctor.prove.otherIn', { time: time(checkup.inboundAt) })}</Callout>}
      {stage === 'closed' && <Callout tone="amber">{t('doctor.prove.closed', { time: time(proving.seenAt + 86_400_000) })}</Callout>}
      {stage === 'answering' && <Callout>{proving.status === 'unknown' ? t('doctor.prove.unknown', { why }) : t('doctor.prove.answering')}</Callout>}
      {stage === 'failed' && <Callout tone="red">{t('doctor.prove.failed', { time: time(proving.statusAt), why })}</Callout>}
      {stage === 'proven' && <Callout tone="ok">{t('doctor.prove.proven', { time: time(proving.statusAt) })}</Callout>}
    </>
  );
}

/** Sends the one text that proves the way out; what is sent stands beside the button. */
function Answer({ number, again }: { readonly number: BusinessNumber; readonly again: boolean }): ReactElement {
  const { t } = useTranslation('channels');
  const online = useOnline();
  const act = useAct();
  const text = t('doctor.prove.answerText');
  return (
    <>
      <span>{t('doctor.prove.answer')}</span>
      <blockquote className={classes.proveText}>{text}</blockquote>
      <Refusal error={act.error} fallback={t('failed')} />
      <div>
        <Button loading={act.busy} disabled={!online} onClick={() => void act.run(() => bridge().admin.answerProving(number.id, text))}>
          {t(again ? 'doctor.prove.sendAgain' : 'doctor.prove.send')}
        </Button>
      </div>
    </>
  );
}

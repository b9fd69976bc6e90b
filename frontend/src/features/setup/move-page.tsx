import { Button, Checkbox, Select } from '@mantine/core';
import { IconArrowLeft, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation, useRoute } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { BusinessNumber, MoveCheck } from '@/bridge/types';
import { useSaid } from '@/i18n/said';
import { moveConditions } from '@/lib/lists';
import { paths, setupPath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { Callout } from '@/ui/callout';
import { Page, Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { ErrorState, Skeletons } from '@/ui/states';
import { twilio } from './model';
import classes from './setup.module.css';

/** The path of a number to another account: where to, what has to be true, what comes along and what does not. The wizard does the rest. */
export function MovePage(): ReactElement {
  const { t } = useTranslation('move');
  const [, params] = useRoute(paths.moveNumber);
  const [, go] = useLocation();
  const loaded = useDesk((desk) => desk.loaded);
  const number = useDesk((desk) => desk.numbers.get(decodeURIComponent(params?.numberId ?? '')));
  const back = (
    <Button variant="default" leftSection={<IconArrowLeft size={16} aria-hidden="true" />} onClick={() => go(paths.channels)}>
      {t('back')}
    </Button>
  );
  return (
    <Page title={number === undefined ? t('title') : t('titleOf', { name: number.name })} lead={t('lead')} actions={back}>
      {!loaded && <Skeletons rows={5} label={t('loading')} />}
      {loaded && number === undefined && <ErrorState what={t('gone')} why={t('goneWhy')} todo={t('goneTodo')} action={{ label: t('back'), run: () => go(paths.channels) }} />}
      {loaded && number !== undefined && <Move key={number.id} number={number} />}
    </Page>
  );
}

function Move({ number }: { readonly number: BusinessNumber }): ReactElement {
  const { t } = useTranslation('move');
  const [, go] = useLocation();
  const online = useOnline();
  const table = useDesk((desk) => desk.wabas);
  const others = [...table.values()].filter((each) => each.id !== number.wabaId && each.provider !== twilio);
  const [wabaId, setWabaId] = useState('');
  const [understood, setUnderstood] = useState(false);
  const checks = useQuery({ queryKey: ['setup', 'move', number.id, wabaId], queryFn: () => bridge().setup.checkMove(number.id, wabaId), enabled: online && wabaId !== '', staleTime: 0, gcTime: 0, retry: false });
  const act = useAct();
  const ready = checks.isSuccess && !checks.isFetching && checks.data.checks.every((each) => !each.said);
  const begin = async (): Promise<void> => {
    const answer = await act.run(() => bridge().setup.moveNumber(number.id, wabaId));
    if (answer !== undefined) go(setupPath(answer.value.id));
  };
  if (number.provider === twilio || number.channel === 'sms') return <Callout tone="amber">{t('notHere')}</Callout>;
  if (others.length === 0) {
    const link = (
      <Button variant="default" onClick={() => go(paths.integrations)}>
        {t('toIntegrations')}
      </Button>
    );
    return <Callout tone="amber" actions={link}>{t('noOther')}</Callout>;
  }
  return (
    <>
      <Section title={t('where')} text={t('whereText', { account: table.get(number.wabaId)?.name ?? number.wabaId })}>
        <Select
          label={t('account')}
          data={others.map((each) => ({ value: each.id, label: `${each.name} (${each.id})` }))}
          value={wabaId === '' ? null : wabaId}
          onChange={(value) => setWabaId(value ?? '')}
          placeholder={t('choose')}
          allowDeselect={false}
        />
      </Section>
      {wabaId !== '' && (
        <Section title={t('checks')} text={t('checksText')} actions={<Button variant="default" loading={checks.isFetching} onClick={() => void checks.refetch()}>{t('again')}</Button>}>
          {checks.isPending && <Skeletons rows={5} label={t('checking')} />}
          {checks.isError && <Refusal error={toBridgeError(checks.error)} fallback={t('failed')} />}
          {checks.isSuccess && <Checks checks={checks.data.checks} />}
        </Section>
      )}
      <Section title={t('kept')}>
        <ul className={classes.reasons}>
          {(['keptHere', 'keptName', 'keptTemplates', 'lostTemplates', 'bill', 'works', 'noWay'] as const).map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
        <Checkbox label={t('understood')} checked={understood} onChange={(event) => setUnderstood(event.currentTarget.checked)} />
        {!online && <Callout tone="amber">{t('offline')}</Callout>}
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={classes.actions}>
          <Button disabled={!ready || !understood || !online} loading={act.busy} onClick={() => void begin()}>
            {t('begin')}
          </Button>
        </div>
      </Section>
    </>
  );
}

/** What has to be true, and of what is not, what to do. */
function Checks({ checks }: { readonly checks: readonly MoveCheck[] }): ReactElement {
  const { t } = useTranslation('move');
  const say = useSaid();
  return (
    <ul className={classes.checks}>
      {checks
        .filter((each) => moveConditions.includes(each.name))
        .map(({ name, said }) => (
          <li key={name}>
            {said ? <IconCircleX size={18} color="var(--red)" aria-label={t('not')} role="img" /> : <IconCircleCheck size={18} color="var(--ok)" aria-label={t('yes')} role="img" />}
            <span>
              {t(`condition.${name}`)}
              {said && <span className={classes.checkSaid}>{say(said)}</span>}
            </span>
          </li>
        ))}
    </ul>
  );
}

import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import type { Setup, SetupStep, Waba } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useNameOf } from '@/i18n/said';
import { useNow } from '@/lib/clock';
import { known } from '@/lib/known';
import { setupPath } from '@/lib/paths';
import { ago, clockTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { IconButton } from '@/ui/icon-button';
import { Section } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { Below } from '@/ui/named';
import classes from './channels.module.css';
import { StateChip } from './state-of';

/** The set-ups that were begun: by whom, since when, how far; nothing while there are none. */
export function SetupList(): ReactElement | null {
  const { t } = useTranslation('channels');
  const online = useOnline();
  const asked = useQuery({ queryKey: ['setup', 'list'], queryFn: () => bridge().setup.list(), refetchInterval: 15_000, enabled: online, staleTime: 0 });
  const open = asked.data?.setups.filter((each) => each.step !== 'done') ?? [];
  const act = useAct();
  const accounts = useDesk((desk) => desk.wabas);
  if (open.length === 0) return null;
  const drop = (setup: Setup): void =>
    void modals.openConfirmModal({
      title: t('setups.dropTitle'),
      children: [dropWords(t, setup, accounts.get(setup.wabaId), accounts.get(setup.moveFrom ?? '')), ...(setup.profileId === '' ? [] : [t('setups.dropProfile')])].join(' '),
      labels: { confirm: t('setups.drop'), cancel: t('setups.keep') },
      confirmProps: { color: 'red' },
      onConfirm: () => void act.run(() => bridge().setup.drop(setup.id)).then(() => asked.refetch()),
    });
  return (
    <Section title={t('setups.title')} text={t('setups.text')}>
      <Refusal error={act.error} fallback={t('failed')} />
      <ul className={classes.setups}>
        {open.map((each) => (
          <SetupLine key={each.id} setup={each} onDrop={() => drop(each)} />
        ))}
      </ul>
    </Section>
  );
}

/** What is lost with a set-up, and what stays where: programs can take no number out of an account at Meta. */
function dropWords(t: TFunction<'channels'>, setup: Setup, account: Waba | undefined, from: Waba | undefined): string {
  const number = setup.display;
  if (setup.moveFrom !== undefined) return t('setups.dropMove', { number, account: from?.name ?? setup.moveFrom });
  if (setup.added !== true) return t('setups.dropText', { number });
  if (account?.provider === 'twilio') return t(setup.verifiedAt === 0 ? 'setups.dropSender' : 'setups.dropProven', { number });
  return t('setups.dropAdded', { number, account: account?.name ?? setup.wabaId });
}

const stepNames = { number: 'number', connect: 'connect', verify: 'verify', settings: 'settings', profile: 'profile', summary: 'summary', finish: 'summary', done: 'summary' } as const satisfies Readonly<Record<SetupStep, string>>;

function SetupLine({ setup, onDrop }: { readonly setup: Setup; readonly onDrop: () => void }): ReactElement {
  const { t } = useTranslation('channels');
  const { t: words } = useTranslation('setup');
  const nameOf = useNameOf();
  const locale = useLocale();
  const now = useNow();
  const [, go] = useLocation();
  const held = setup.holder !== '' && setup.leaseUntil > now;
  const other = held && !setup.mine;
  const time = clockTime(setup.leaseSince, locale);
  const name = known(stepNames, setup.step);
  const step = name === undefined ? setup.step : words(`steps.${name}`);
  return (
    <li>
      <strong className="figures" dir="ltr">
        {setup.display}
      </strong>
      <StateChip state={setup.state} />
      <span>{t('setups.step', { step })}</span>
      <Below>
        {other ? t('setups.held', { name: nameOf(setup.holderName), time }) : held ? t('setups.mine', { time }) : t('setups.free', { time: ago(setup.updatedAt, now, locale) })}
      </Below>
      <span>
        <Button variant="default" aria-label={other ? t('setups.askNamed', { number: setup.display }) : t('setups.continueNamed', { number: setup.display })} onClick={() => go(setupPath(setup.id))}>
          {other ? t('setups.ask') : t('setups.continue')}
        </Button>
        <IconButton label={t('setups.dropNamed', { number: setup.display })} icon={<IconTrash size={16} stroke={1.6} />} disabled={other} onClick={onDrop} />
      </span>
    </li>
  );
}

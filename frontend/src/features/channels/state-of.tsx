import { Anchor } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { BusinessNumber, NumberState } from '@/bridge/types';
import { isTroubled, type Said, troubleOf, useSaid } from '@/i18n/said';
import { known } from '@/lib/known';
import { paths } from '@/lib/paths';
import { Chip, type ChipTone } from '@/ui/chip';
import { Named } from '@/ui/named';
import classes from './channels.module.css';
import { ProvenLamp } from './lamp';
import { driftsAtMeta, isStopped, reasonOf, shownState } from './model';

const tones = {
  draft: 'plain', verified: 'plain', ready: 'amber', active: 'ok', inactive: 'plain', restricted: 'amber', disconnected: 'red', problem: 'red', gone: 'plain',
} as const satisfies Readonly<Record<NumberState, ChipTone>>;

/** The state of a number in a word. */
export function StateChip({ state }: { readonly state: NumberState }): ReactElement {
  const { t } = useTranslation('channels');
  return <Chip tone={known(tones, state) ?? 'plain'}>{t(`state.${state}`)}</Chip>;
}

/** The state of a number, why it is not further, and the one thing to do about that. */
export function StateOf({ number, onEdit }: { readonly number: BusinessNumber; readonly onEdit: () => void }): ReactElement {
  return (
    <Named below={<Why number={number} onEdit={onEdit} />}>
      <span className={classes.state}>
        <StateChip state={shownState(number)} />
        <ProvenLamp numberId={number.id} />
      </span>
    </Named>
  );
}

function Why({ number, onEdit }: { readonly number: BusinessNumber; readonly onEdit: () => void }): ReactElement | null {
  const { t } = useTranslation('channels');
  const say = useSaid();
  const [, go] = useLocation();
  const reason = reasonOf(number.why);
  if (reason === 'unmapped' || reason === 'nobody') {
    return (
      <>
        {t(`readyWhy.${reason}`)} ·{' '}
        <Anchor component="button" type="button" size="xs" ta="start" onClick={() => (reason === 'unmapped' ? onEdit() : go(paths.inboxes))}>
          {t(`readyTodo.${reason}`)}
        </Anchor>
      </>
    );
  }
  if (isStopped(number)) {
    return (
      <Anchor component="button" type="button" size="xs" ta="start" onClick={onEdit}>
        {t('trouble.more')}
      </Anchor>
    );
  }
  if (number.why && reason !== 'off') return <>{say(number.why)}</>;
  if (driftsAtMeta(number)) {
    return (
      <>
        {t('drift.some')} ·{' '}
        <Anchor component="button" type="button" size="xs" ta="start" onClick={onEdit}>
          {t('drift.look')}
        </Anchor>
      </>
    );
  }
  const words = historyOf(number, t, say);
  return words === '' ? null : <>{words}</>;
}

/** How far the old messages of a phone have come, for as long as that is news. */
function historyOf({ history, noNames }: BusinessNumber, t: TFunction<'channels'>, say: (said: Said) => string): string {
  if (isTroubled(history)) return t('history.failed', { why: troubleOf(say, history) });
  if (noNames) return t('history.noNames', { why: say(noNames) });
  if (history.asked > 0 && history.at === 0) return t('history.asked');
  return history.at === 0 || history.percent >= 100 ? '' : t('history.running', { percent: history.percent });
}

import { UnstyledButton } from '@mantine/core';
import { IconArrowsSplit2, IconClockX } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Interaction, PastOffer } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { declineWords } from '@/i18n/routing-words';
import { isolate } from '@/lib/bidi';
import { formatNumber } from '@/lib/numbers';
import { clockTime, exactTime } from '@/lib/time';
import { useDesk } from '@/stores/desk';
import { useMe } from '@/stores/session';
import { SystemText } from './lines';
import classes from './lines.module.css';

const look = { size: 14, stroke: 1.6, 'aria-hidden': true } as const;

// As many offers as are lines of their own; more are one line that unfolds.
const most = 2;

/** That an interaction came to an inbox; who was asked stands in lines of its own. */
export function CameLine({ interaction }: { readonly interaction: Interaction }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const inbox = useDesk((desk) => desk.inboxes.get(interaction.inboxId)?.name ?? t('line.goneInbox'));
  return (
    <SystemText icon={<IconArrowsSplit2 {...look} />} title={exactTime(interaction.startedAt, locale)}>
      {t('line.cameTo', { inbox: isolate(inbox), time: clockTime(interaction.startedAt, locale) })}
    </SystemText>
  );
}

/** Offers that nobody accepted: each with who and when, many of them folded into one line. */
export function TriedLine({ tries }: { readonly tries: readonly PastOffer[] }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const words = useTryWords();
  const folded = tries.length > most;
  const last = tries[tries.length - 1];
  return (
    <>
      {folded && (
        <SystemText icon={<IconClockX {...look} />}>
          {t('line.tried.many', { count: tries.length, shown: formatNumber(tries.length, locale), time: clockTime(last?.at ?? 0, locale) })}
          <UnstyledButton className={classes.why} aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? 'line.tried.hide' : 'line.tried.show')}
          </UnstyledButton>
        </SystemText>
      )}
      {(!folded || open) &&
        tries.map((each, index) => (
          <SystemText key={index} icon={<IconClockX {...look} />} title={exactTime(each.at, locale)}>
            {words(each)}
          </SystemText>
        ))}
    </>
  );
}

function useTryWords(): (tried: PastOffer) => string {
  const { t } = useTranslation('thread');
  const { t: routing } = useTranslation('routing');
  const locale = useLocale();
  const users = useDesk((desk) => desk.users);
  const me = useMe();
  return (tried) => {
    const time = clockTime(tried.at, locale);
    const mine = tried.userId === me;
    const name = isolate(users.get(tried.userId)?.name ?? t('line.somebody'));
    if (tried.outcome === 'missed') return t(mine ? 'line.tried.missedMe' : 'line.tried.missed', { name, time });
    const why = declineWords(routing, tried);
    if (why === '') return t(mine ? 'line.tried.declinedMe' : 'line.tried.declined', { name, time });
    return t(mine ? 'line.tried.declinedMeWhy' : 'line.tried.declinedWhy', { name, time, why: isolate(why) });
  };
}

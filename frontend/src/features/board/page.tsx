import { Select } from '@mantine/core';
import { IconLayoutDashboard } from '@tabler/icons-react';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocale } from '@/i18n/locale';
import { relayNow, useNow } from '@/lib/clock';
import { clockTime } from '@/lib/time';
import { dayBegan } from '@/lib/working-day';
import { useDesk } from '@/stores/desk';
import { useOnline, useSession, useSupervisor } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { Page } from '@/ui/page';
import { EmptyState, Skeletons } from '@/ui/states';
import { Agents } from './agents';
import { Conversations } from './conversations';
import { boardOf, type Board } from './model';
import { Queues } from './queues';
import { BoardTabs } from './tabs';

/** How the team stands now, for owners and admins: it follows the rows that the desktop is sent, as they change. */
export function BoardPage(): ReactElement {
  const { t } = useTranslation('board');
  const supervisor = useSupervisor();
  if (!supervisor) {
    return (
      <Page title={t('title')}>
        <EmptyState icon={<IconLayoutDashboard size={32} stroke={1.4} />} title={t('denied')} text={t('deniedText')} />
      </Page>
    );
  }
  return <Live />;
}

function useBoard(inboxId: string): Board {
  const users = useDesk((desk) => desk.users);
  const inboxes = useDesk((desk) => desk.inboxes);
  const threads = useDesk((desk) => desk.threads);
  const interactions = useDesk((desk) => desk.interactions);
  const offers = useDesk((desk) => desk.offers);
  // What the clock alone changes may be late by some seconds; the times in the lines are not.
  const beat = useNow(10_000);
  return useMemo(() => {
    const now = Math.max(beat, relayNow());
    return boardOf({ users, inboxes, threads, interactions, offers }, { now, day: dayBegan(now) }, inboxId);
  }, [users, inboxes, threads, interactions, offers, beat, inboxId]);
}

function Live(): ReactElement {
  const { t } = useTranslation('board');
  const online = useOnline();
  const loaded = useDesk((desk) => desk.loaded);
  const inboxes = useDesk((desk) => desk.inboxes);
  const [chosen, setChosen] = useState('');
  const inboxId = inboxes.has(chosen) ? chosen : '';
  const board = useBoard(inboxId);
  const options = [...inboxes.values()].map((each) => ({ value: each.id, label: each.name })).sort((a, b) => a.label.localeCompare(b.label));
  const actions = (
    <>
      {options.length > 1 && <Select aria-label={t('inbox')} data={[{ value: '', label: t('allInboxes') }, ...options]} value={inboxId} onChange={(value) => setChosen(value ?? '')} allowDeselect={false} searchable={options.length > 8} w={220} />}
      <BoardTabs current="board" />
    </>
  );
  return (
    <Page title={t('title')} lead={t('lead')} actions={actions}>
      {!online && <Stale />}
      {!loaded && <Skeletons rows={6} label={t('loading')} />}
      {loaded && (
        <>
          <Conversations board={board} online={online} />
          <Queues lines={board.queues} />
          <Agents lines={board.agents} online={online} />
        </>
      )}
    </Page>
  );
}

/** Without a connection the figures stand still: since when is said, since nothing else on the page does. */
function Stale(): ReactElement {
  const { t } = useTranslation('board');
  const locale = useLocale();
  const at = useSession((store) => store.state?.link.lastEventAt ?? 0);
  return <Callout tone="amber">{at > 0 ? t('offlineSince', { time: clockTime(at, locale) }) : t('offline')}</Callout>;
}

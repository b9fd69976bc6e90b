import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation, useRoute } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import type { Setup } from '@/bridge/types';
import { relayNow } from '@/lib/clock';
import { paths, setupPath } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useMe } from '@/stores/session';
import { ErrorState, Skeletons } from '@/ui/states';
import { Wizard } from './wizard';

/** Adds a number: at `newChannel` from the start, at `setup` where somebody stopped. */
export function SetupPage(): ReactElement {
  const [, params] = useRoute(paths.setup);
  const [, go] = useLocation();
  const id = params?.setupId;
  return id === undefined ? <Start resumed={undefined} onAgain={(setupId) => go(setupPath(setupId))} /> : <Resume key={id} id={decodeURIComponent(id)} />;
}

/** Finds the set-up and takes its lease; that is refused while somebody else has it, and then it says who. */
function Resume({ id }: { readonly id: string }): ReactElement {
  const { t } = useTranslation('setup');
  const asked = useQuery<Setup, Error>({ queryKey: ['setup', 'resume', id], queryFn: () => takeUp(id), gcTime: 0, staleTime: Infinity });
  if (asked.isPending) return <Skeletons rows={6} label={t('loading')} />;
  if (asked.isError) {
    const error = toBridgeError(asked.error);
    return <ErrorState what={t('loadFailed')} why={error.message} todo={t('loadTodo')} code={error.shown} action={{ label: t('reopen'), run: () => void asked.refetch() }} />;
  }
  // The key: another answer is another start of the wizard.
  return <Start key={`${asked.data.id} ${asked.data.mine} ${asked.dataUpdatedAt}`} resumed={asked.data} onAgain={() => void asked.refetch()} />;
}

async function takeUp(id: string): Promise<Setup> {
  const { setups } = await bridge().setup.list();
  const found = setups.find((each) => each.id === id);
  // A lease of somebody else is not asked for: the answer would only be a refusal.
  if (found !== undefined && !found.mine && found.holder !== '' && found.leaseUntil > relayNow()) return found;
  return bridge().setup.begin(found?.phone ?? id);
}

function Start({ resumed, onAgain }: { readonly resumed: Setup | undefined; readonly onAgain: (setupId: string) => void }): ReactElement {
  const me = useMe();
  const wabas = useDesk((desk) => desk.wabas);
  const numbers = useDesk((desk) => desk.numbers);
  const inboxes = useDesk((desk) => desk.inboxes);
  const profiles = useDesk((desk) => desk.profiles);
  const lists = useMemo(
    () => ({ wabas: [...wabas.values()], numbers: [...numbers.values()], inboxes: [...inboxes.values()].filter((each) => each.type !== 'sms'), profiles: [...profiles.values()] }),
    [wabas, numbers, inboxes, profiles],
  );
  return <Wizard resumed={resumed} me={me} onAgain={onAgain} {...lists} />;
}

/** A test alert: sent, followed until the person says whether it reached them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { bridge } from '@/bridge/bridge';
import type { BridgeError } from '@/bridge/errors';
import { useDesk } from '@/stores/desk';
import { useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { type Answers, type ChainLink, chainOf, offDuty } from './alert-chain';

const queryKey = ['system', 'testedAlert'] as const;
const again = 1000;

/** The test as the page shows it. `links` is undefined until one was sent from this page. */
export interface AlertTestModel {
  readonly links: readonly ChainLink[] | undefined;
  /** From sending to seeing, in milliseconds; 0 until it was seen. */
  readonly took: number;
  readonly busy: boolean;
  readonly error: BridgeError | undefined;
  readonly run: () => void;
  readonly answer: (part: Answers) => void;
  readonly close: () => void;
}

/** The model of the test. */
export function useAlertTest(): AlertTestModel {
  const queries = useQueryClient();
  const me = useMe();
  const user = useUser(me);
  const inInbox = useDesk((desk) => [...desk.inboxes.values()].some((each) => each.members.includes(me)));
  const [answers, setAnswers] = useState<Answers>();
  const sent = useQuery({
    queryKey,
    queryFn: () => bridge().system.testedAlert(),
    enabled: answers !== undefined,
    // A click on the notification is seen by the system only.
    refetchInterval: ({ state }) => (state.data?.seenAt === 0 && answers?.seen !== false ? again : false),
    refetchOnWindowFocus: true,
    staleTime: again,
  });
  const act = useAct();
  const run = async (): Promise<void> => {
    setAnswers(undefined);
    const answer = await act.run(() => bridge().system.testAlert());
    if (answer === undefined) return;
    queries.setQueryData(queryKey, answer.value);
    setAnswers({});
  };
  const test = answers === undefined ? undefined : sent.data;
  const say = async (part: Answers): Promise<void> => {
    setAnswers((before) => ({ ...before, ...part }));
    if (part.seen !== true || test === undefined) return;
    await act.run(() => bridge().system.sawAlert(test.id));
    await queries.invalidateQueries({ queryKey });
  };
  return {
    links: test === undefined ? undefined : chainOf(test, offDuty(user, inInbox), answers ?? {}),
    took: test === undefined || test.seenAt === 0 ? 0 : test.seenAt - test.raisedAt,
    busy: act.busy,
    error: act.error,
    run: () => void run(),
    answer: (part) => void say(part),
    close: () => setAnswers(undefined),
  };
}

import type { ReactElement } from 'react';
import { endChoice, useWork } from '@/stores/work';
import { AssignPicker } from './assign-picker';
import { FollowerPicker } from './follower-picker';
import { LabelPicker } from './label-picker';
import { SnoozePicker } from './snooze-picker';
import { useRowDeeds } from './use-row-deeds';
import { useSleep } from './use-snooze';
import { useWorkKeys } from './use-work-keys';

/** The keys for what is chosen about conversations. `threadId` is the open one. */
export function WorkKeys({ threadId }: { readonly threadId: string }): null {
  useWorkKeys(threadId);
  return null;
}

/** What is chosen about conversations, wherever in the workspace it was asked for. */
export function WorkDialogs(): ReactElement | null {
  const choosing = useWork((store) => store.choosing);
  const threadIds = useWork((store) => store.threadIds);
  const { snooze } = useSleep();
  const deeds = useRowDeeds();
  const put = (until: number): void => {
    endChoice();
    snooze(threadIds, until);
  };
  const give = ({ id, name }: { readonly id: string; readonly name: string }): void => {
    endChoice();
    deeds.give(threadIds, id, name);
  };
  const queue = ({ id, name }: { readonly id: string; readonly name: string }): void => {
    endChoice();
    deeds.queue(threadIds, id, name);
  };
  switch (choosing) {
    case 'labels':
      return <LabelPicker threadIds={threadIds} onClose={endChoice} />;
    case 'snooze':
      return <SnoozePicker threadIds={threadIds} onSnooze={put} onClose={endChoice} />;
    case 'assign':
      return <AssignPicker threadIds={threadIds} onGive={give} onQueue={queue} onClose={endChoice} />;
    case 'follower':
      return <FollowerPicker threadId={threadIds[0] ?? ''} onClose={endChoice} />;
    case null:
      return null;
  }
}

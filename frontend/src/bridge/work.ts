/** Labels, snoozing and the views of the list: how conversations are sorted and put off. */
import type { LabelColour } from '@/lib/lists';
import { type Ask, request } from './request';
import type { PutListView } from './types';

/** The service as the screens know it; errors are BridgeErrors. */
export interface WorkApi {
  /** Makes (id "") or changes a label; its id. */
  putLabel(id: string, name: string, colour: LabelColour | ''): Promise<string>;
  /** Deletes a label; it can be restored. */
  deleteLabel(labelId: string): Promise<void>;
  /** Brings back a label that was deleted or merged. */
  restoreLabel(labelId: string): Promise<void>;
  /** Makes one label of two. */
  mergeLabels(from: string, into: string): Promise<void>;
  /** Puts labels on a conversation and takes others off. */
  labelThread(threadId: string, add: readonly string[], remove: readonly string[]): Promise<void>;
  /** Has somebody follow a conversation, or no longer; '' is oneself. */
  follow(threadId: string, userId: string, follow: boolean): Promise<void>;
  /** Lets a conversation sleep until then; 0 wakes it. */
  snooze(interactionId: string, epoch: number, until: number): Promise<void>;
  /** Says what a conversation was about; '' takes that back. */
  title(interactionId: string, title: string): Promise<void>;
  /** Keeps (id "") or changes a view of the list; its id. */
  putView(view: PutListView): Promise<string>;
  /** Deletes a view. Putting the same again undoes it. */
  deleteView(id: string): Promise<void>;
}

/** The service over somebody who answers what the relay is asked. */
export const workOver = (ask: Ask): WorkApi => ({
  putLabel: async (id, name, colour) => (await ask('label.put', { id, name, colour })).id,
  deleteLabel: async (labelId) => void (await ask('label.delete', { labelId })),
  restoreLabel: async (labelId) => void (await ask('label.restore', { labelId })),
  mergeLabels: async (from, into) => void (await ask('label.merge', { from, into })),
  labelThread: async (threadId, add, remove) => void (await ask('thread.label', { threadId, add: [...add], remove: [...remove] })),
  follow: async (threadId, userId, follow) => void (await ask('thread.follow', { threadId, userId, ...(follow ? {} : { stop: true }) })),
  snooze: async (interactionId, epoch, until) => void (await ask('interaction.snooze', { interactionId, epoch, until })),
  title: async (interactionId, title) => void (await ask('interaction.title', { interactionId, title })),
  putView: async (view) => (await ask('listView.put', view)).id,
  deleteView: async (id) => void (await ask('listView.delete', { id })),
});

/** The service in Go. */
export const work = workOver(request);

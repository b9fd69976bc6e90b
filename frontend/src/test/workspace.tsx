/** A workspace over the fake bridge: a signed-in agent, a colleague, an inbox, a number, a template. */
import { cleanNotifications, Notifications } from '@mantine/notifications';
import { screen, waitFor } from '@testing-library/react';
import { expect, vi } from 'vitest';
import { Workspace } from '@/app/workspace';
import { type FakeBridge, installFake } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import { ConnectionLine } from '@/features/status/connection-line';
import { Offers } from '@/features/workspace/offers';
import { setClockOffset } from '@/lib/clock';
import { listenToKeys } from '@/lib/keyboard';
import { shortcuts } from '@/lib/shortcuts';
import { resetAttached } from '@/stores/attached';
import { resetDesk, useDesk } from '@/stores/desk';
import { knownPlace, resetDrafts } from '@/stores/drafts';
import { leaveGuide } from '@/stores/guide';
import { resetMessages } from '@/stores/messages';
import { resetOutbox } from '@/stores/outbox';
import { resetSession } from '@/stores/session';
import { useSettings } from '@/stores/settings';
import { startSync, stopSync } from '@/stores/sync';
import { resetView } from '@/stores/view';
import { endChoice } from '@/stores/work';
import { fakeLayout } from './layout';
import { renderUi } from './render';

/** The time at which the tests run. */
export const now = Date.now();
/** In milliseconds. */
export const hour = 3_600_000;

let stopListening = (): void => undefined;

/** Sets the workspace up; tearDown removes it. */
export function setUp(): FakeBridge {
  fakeLayout(700, 58, 1000);
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  Object.defineProperty(window, 'innerWidth', { value: 1400, configurable: true });
  stopListening = listenToKeys(shortcuts);
  const fake = installFake();
  uninstall = fake.uninstall;
  fake.world.now = now;
  leaveGuide();
  fake.world.put('users', rows.userRow({ id: 'usr_ana', name: 'Ana' }), rows.userRow({ id: 'usr_ben', name: 'Ben' }));
  fake.world.put('inboxes', rows.inboxRow({ id: 'inb_1', name: 'Support' }));
  fake.world.put('numbers', rows.numberRow({ id: 'num_1', name: 'Shop' }));
  fake.world.put('templates', rows.templateRow({ id: 'tpl', name: 'order_update', body: 'Hello {{1}}, news about {{2}}.' }));
  return fake;
}

let uninstall = (): void => undefined;

/** Empties the stores and puts the real bridge back. */
export function tearDown(): void {
  stopSync();
  stopListening();
  resetDesk();
  resetMessages();
  resetOutbox();
  resetDrafts();
  resetAttached();
  resetSession();
  resetView();
  endChoice();
  useSettings.setState({ settings: null });
  setClockOffset(0);
  cleanNotifications();
  uninstall();
}

/** A thread of mine with a customer's message that is an hour old. */
export function addThread(fake: FakeBridge, id: string, name: string, part: Partial<ReturnType<typeof rows.threadRow>> = {}): void {
  fake.world.put('contacts', rows.contactRow({ id: `con_${id}`, savedName: name, phone: '+34600123412' }));
  fake.world.put('interactions', rows.interactionRow({ id: `int_${id}`, threadId: id, owner: 'usr_ana', startedAt: now - hour }));
  fake.world.put('threads', rows.threadRow({ id, owner: 'usr_ana', lastCustomerAt: now - hour, lastAt: now - hour, preview: `Hello from ${name}`, ...part }));
  fake.world.put('messages', rows.messageRow({ id: `${id}_1`, threadId: id, at: now - hour, seq: ++fake.world.seq, text: `Hello from ${name}` }));
}

/** Starts the sync and draws the workspace at an address. */
export async function open(path = '/'): Promise<ReturnType<typeof renderUi>> {
  startSync();
  const view = renderUi(
    <>
      <main>
        <Workspace statusLine={<ConnectionLine />} />
      </main>
      <Offers />
      <Notifications />
    </>,
    path,
  );
  await waitFor(() => expect(useDesk.getState().loaded).toBe(true));
  return view;
}

/** The composer's field. */
export const field = (): HTMLElement => screen.getByRole('textbox', { name: 'Reply' });
/** The pane of conversations. */
export const list = (): HTMLElement => screen.getByRole('navigation', { name: 'Conversations' });
/** The open conversation. */
export const thread = (): HTMLElement => screen.getByRole('region', { name: /^Conversation with/ });

/** The drafts that were saved, without the note beside them of what the person's other computers have. */
export const draftsOf = ({ world }: FakeBridge): typeof world.drafts => world.drafts.filter((each) => each.threadId !== knownPlace);

import { notifications, Notifications } from '@mantine/notifications';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow, inboxRow, interactionRow, threadRow, userRow } from '@/bridge/fake-rows';
import { setDraft, useDrafts } from '@/stores/drafts';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { PresenceMenu } from './presence-menu';
import { colleagues, itemsOf, proposed, valueOf, wishOf } from './shift-model';

afterEach(async () => {
  notifications.clean();
  await closeFake();
});

const asked = (fake: FakeBridge, name: string): unknown => fake.world.calls.findLast((each) => each.name === name)?.args[0];

/** Two conversations, and a colleague who is online. */
async function packet(colleague: 'online' | 'offline' = 'online'): Promise<FakeBridge> {
  const fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', name: 'Ana', presence: 'away', chosen: 'away', presenceReason: 'Lunch' }), userRow({ id: 'usr_ben', name: 'Ben', role: 'agent', presence: colleague }));
    world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_ana', 'usr_ben'] }));
    for (const [n, name] of [['1', 'Lena'], ['2', 'Maya']] as const) {
      world.put('contacts', contactRow({ id: `con_${n}`, profileName: name }));
      world.put('interactions', interactionRow({ id: `int_${n}`, threadId: `thr_${n}`, state: 'open', owner: 'usr_ana', epoch: 1 }));
      world.put('threads', threadRow({ id: `thr_${n}`, contactId: `con_${n}`, interactionId: `int_${n}`, inboxId: 'inb_1', owner: 'usr_ana', epoch: 1, preview: `I am ${name}` }));
    }
  });
  renderPage(
    <>
      <PresenceMenu />
      <Notifications />
    </>,
  );
  await userEvent.click(await screen.findByRole('button', { name: /Your presence/ }));
  await userEvent.click(await screen.findByRole('menuitem', { name: /End my shift/ }));
  await screen.findByRole('list', { name: 'Your open conversations' });
  return fake;
}

const what = (name: string): HTMLElement => screen.getByRole('combobox', { name: new RegExp(`What happens with .*${name}`) });

async function choose(name: string, option: RegExp): Promise<void> {
  await userEvent.click(what(name));
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

describe('the end of a shift', () => {
  it('proposes who routing would ask, and hands over with notes and drafts', async () => {
    const fake = await packet();
    setDraft('thr_1', 'Dear Lena,');
    expect(what('Lena')).toHaveValue('Ben: it was their turn');
    await userEvent.type(screen.getByRole('textbox', { name: /about .*Lena/ }), 'nearly done');
    await choose('Maya', /Keep it/);
    expect(await screen.findByText(/it goes to others when the customer waits/)).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'End my shift' }));
    await waitFor(() =>
      expect(asked(fake, 'shift.end')).toEqual({
        items: expect.arrayContaining([
          { interactionId: 'int_1', epoch: 1, do: 'hand', to: 'usr_ben', note: 'nearly done', draft: 'Dear Lena,' },
          { interactionId: 'int_2', epoch: 1, do: 'keep' },
        ]) as unknown,
      }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(useDrafts.getState().texts.get('thr_1')).toBeUndefined();
  });

  it('can be undone, with the drafts and the presence from before', async () => {
    const fake = await packet();
    setDraft('thr_1', 'Dear Lena,');
    await userEvent.click(screen.getByRole('button', { name: 'End my shift' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(asked(fake, 'shift.undo')).toMatchObject({ state: 'away', reason: 'Lunch', items: [{ epoch: 2 }, { epoch: 2 }] }));
    expect(await screen.findByText(/2 conversations are yours again/)).toBeInTheDocument();
    expect(useDrafts.getState().texts.get('thr_1')).toBe('Dear Lena,');
  });

  it('says of each that stays why, and lets one choose anew', async () => {
    const fake = await packet();
    fake.world.put('users', userRow({ id: 'usr_ben', name: 'Ben', role: 'agent', presence: 'offline' }));
    await choose('Maya', /Close it/);
    await userEvent.click(screen.getByRole('button', { name: 'End my shift' }));
    const row = (await screen.findByText(/Lena.* stays yours: Ben is offline/)).closest('li');
    expect(row).not.toBeNull();
    expect(within(screen.getByRole('list', { name: 'Your open conversations' })).queryByText('Maya')).toBeNull();
    await choose('Lena', /Back to the queue of Support/);
    await userEvent.click(screen.getByRole('button', { name: 'End my shift' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(asked(fake, 'shift.undo')).toMatchObject({ items: [{ interactionId: 'int_2' }, { interactionId: 'int_1' }] }));
  });

  it('proposes the queue where nobody would be asked, and says why', async () => {
    await packet('offline');
    expect(what('Lena')).toHaveValue('Back to the queue of Support');
    expect(screen.getAllByText(/Nobody would be asked now: Nobody who can take it is online/)).toHaveLength(2);
  });

  it('refuses a note that is too long beside it', async () => {
    await packet();
    const note = screen.getByRole('textbox', { name: /about .*Lena/ });
    await userEvent.click(note);
    await userEvent.paste('x'.repeat(1001));
    expect(note).toHaveAccessibleDescription(/Shorten the note to 1,000 characters/);
    expect(screen.getByRole('button', { name: 'End my shift' })).toBeDisabled();
  });
});

describe('what is asked of the relay', () => {
  it('has values that read back', () => {
    for (const wish of [{ deed: 'hand', to: 'usr_ben' }, { deed: 'queue', to: '' }, { deed: 'keep', to: '' }, { deed: 'close', to: '' }] as const) expect(wishOf(valueOf(wish))).toEqual(wish);
  });

  it('sends no draft or note with what stays or ends', () => {
    const thread = threadRow({ id: 't', interactionId: 'i', epoch: 4 });
    const items = (deed: 'keep' | 'close' | 'queue'): unknown => itemsOf([thread], new Map([['i', { deed, to: '', note: ' n ' }]]), new Map([['t', 'draft']]));
    expect(items('keep')).toEqual([{ interactionId: 'i', epoch: 4, do: 'keep' }]);
    expect(items('close')).toEqual([{ interactionId: 'i', epoch: 4, do: 'close' }]);
    expect(items('queue')).toEqual([{ interactionId: 'i', epoch: 4, do: 'queue', note: 'n', draft: 'draft' }]);
    expect(proposed(undefined).deed).toBe('queue');
  });

  it('offers agents of the inbox and supervisors who are online', () => {
    const users = [userRow({ id: 'a', role: 'agent', presence: 'online' }), userRow({ id: 'b', role: 'agent', presence: 'online' }), userRow({ id: 'c', role: 'admin', presence: 'online' }), userRow({ id: 'd', role: 'agent', presence: 'away' })];
    expect(colleagues(users, inboxRow({ id: 'i', members: ['a', 'd'] }), 'me').map((each) => each.id).sort()).toEqual(['a', 'c']);
  });
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, numberRow, threadRow } from '@/bridge/fake-rows';
import type { Hours } from '@/bridge/types';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { InboxesPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

async function open(prepare: (fake: FakeBridge) => void): Promise<ReturnType<typeof within>> {
  fake = await openFake((bench) => {
    bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1' }));
    prepare(bench);
  });
  renderPage(<InboxesPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Delete Support' }));
  return within(await screen.findByRole('dialog', { name: 'Delete Support?' }));
}

it('needs another inbox of the same channel for open threads before it deletes one', async () => {
  const dialog = await open(({ world }) => {
    world.put('threads', threadRow({ id: 't1', inboxId: 'inb_1' }));
    world.put('inboxes', inboxRow({ id: 'inb_2', name: 'Sales' }), inboxRow({ id: 'inb_3', name: 'Texts', type: 'sms' }));
  });
  expect(dialog.getByText('1 conversation is open here and needs another inbox.')).toBeInTheDocument();
  expect(dialog.getByRole('button', { name: 'Delete the inbox' })).toBeDisabled();
  await userEvent.click(dialog.getByRole('combobox', { name: 'Move open conversations to' }));
  expect(screen.queryByRole('option', { name: 'Texts' })).toBeNull();
  await userEvent.click(await screen.findByRole('option', { name: 'Sales' }));
  await userEvent.click(dialog.getByRole('button', { name: 'Delete the inbox' }));
  await waitFor(() => expect(fake.world.calls.filter((each) => each.name === 'inbox.delete').at(-1)?.args).toEqual([{ id: 'inb_1', moveTo: 'inb_2' }]));
});

it('names the number and the inboxes that lose it', async () => {
  const hours: Hours = { zone: 'UTC', week: [{ day: 1, from: 540, to: 1020 }], outside: 'inbox', inboxId: 'inb_1' };
  const dialog = await open(({ world }) => {
    world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', inboxId: 'inb_1' }), numberRow({ id: 'num_2', name: 'WhatsApp_DE', inboxId: '' }));
    world.put('inboxes', inboxRow({ id: 'inb_2', name: 'Sales', overflow: { inboxId: 'inb_1', minutes: 5 } }), inboxRow({ id: 'inb_3', name: 'Night', hours }), inboxRow({ id: 'inb_4', name: 'Apart', hours: { ...hours, outside: 'queue' } }));
  });
  expect(dialog.getByText(/WhatsApp_ES. is unmapped and stops being active:/)).toBeInTheDocument();
  expect(dialog.getByText(/^.Sales. overflows to this inbox/)).toBeInTheDocument();
  expect(dialog.getByText(/^.Night. sends conversations here outside/)).toBeInTheDocument();
  expect(dialog.queryByText(/WhatsApp_DE|.Apart/)).toBeNull();
});

it('does not say of a number that was not active that it stops', async () => {
  const dialog = await open(({ world }) => world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', inboxId: 'inb_1', state: 'ready' })));
  expect(dialog.getByText(/WhatsApp_ES. is unmapped/)).toBeInTheDocument();
  expect(dialog.queryByText(/stops being active/)).toBeNull();
});

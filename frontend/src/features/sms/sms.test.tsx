import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, numberRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { AddSMSPage } from './page';

let fake: FakeBridge;

async function open(prepare: (fake: FakeBridge) => void = () => undefined): Promise<Opened> {
  fake = await openFake((bench) => {
    bench.world.put('inboxes', inboxRow({ id: 'inb_sms', name: 'Texts', type: 'sms' }), inboxRow({ id: 'inb_full', name: 'Full texts', type: 'sms', numberId: 'num_9' }), inboxRow({ id: 'inb_wa', name: 'Chats' }));
    prepare(bench);
  });
  return renderPage(<AddSMSPage />, '/channels/new-sms');
}

afterEach(closeFake);

const asked = (): unknown[] => fake.world.calls.filter((each) => each.name === 'sms.add').map((each) => each.args[0]);

const pick = async (label: string, option: string | RegExp): Promise<void> => {
  await userEvent.click(await screen.findByRole('combobox', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
};

describe('the page that adds an SMS number', () => {
  it('says where the SMS go before anything changes, and adds the number with its inbox', async () => {
    const opened = await open();
    await pick('Number at the carrier', /555.?0123$/);
    expect(await screen.findByText(/go to https:\/\/shop\.example\/sms now\..*the address is put back/)).toBeInTheDocument();
    expect(screen.getByText(/only owners and admins see its SMS/)).toBeInTheDocument();
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'SMS_Support');
    await pick('Inbox', 'Texts');
    expect(screen.queryByText(/only owners and admins see its SMS/)).toBeNull();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Add the number' }));
    await waitFor(() => expect(asked()).toEqual([{ carrier: 'vonage', phone: '+14155550123', name: 'SMS_Support', inboxId: 'inb_sms' }]));
    await waitFor(() => expect(opened.history.at(-1)).toBe('/channels'));
  });

  it('offers inboxes for SMS without a number only', async () => {
    await open();
    await userEvent.click(await screen.findByRole('combobox', { name: 'Inbox' }));
    expect((await screen.findAllByRole('option')).map((each) => each.textContent)).toEqual(['None for now', 'Texts']);
  });

  it('offers numbers that can receive SMS and are no channel yet', async () => {
    await open((bench) => {
      bench.bench.numbers = bench.bench.numbers.map((each, at) => (at === 0 ? { ...each, smsUsed: 'SMS_Old' } : at === 1 ? { ...each, sms: false } : each));
    });
    await userEvent.click(await screen.findByRole('combobox', { name: 'Number at the carrier' }));
    expect((await screen.findAllByRole('option')).map((each) => each.textContent)).toEqual([expect.stringMatching(/^\+44.*0958$/)]);
  });

  it('says what is missing, asks for nothing until it is there, and keeps what was typed', async () => {
    await open((bench) => bench.world.put('numbers', numberRow({ id: 'num_1', name: 'Support' })));
    await userEvent.click(await screen.findByRole('button', { name: 'Add the number' }));
    expect(screen.getByText('Choose a number.')).toBeInTheDocument();
    expect(screen.getByText('Fill this in.')).toBeInTheDocument();
    await pick('Number at the carrier', /555.?0123$/);
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'support');
    expect(screen.getByText(/Another channel has this name/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Add the number' }));
    expect(asked()).toEqual([]);
    await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), '2');
    fake.world.fail('sms.add', new BridgeError('conflict', 'Another organization has this number.', 'numberElsewhere'));
    await userEvent.click(screen.getByRole('button', { name: 'Add the number' }));
    expect(await screen.findByText(/Another organization has this number/)).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('support2');
  });

  it.each([
    [{ address: '', here: false, reached: true }, /go nowhere now/],
    [{ address: 'https://relay.example', here: true, reached: true }, /come here already/],
    [{ address: 'https://shop.example', here: false, reached: false }, /no public address/],
  ])('says of %o what follows', async (route, words) => {
    await open((bench) => {
      bench.bench.smsRoute = route;
    });
    await pick('Number at the carrier', /555.?0123$/);
    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('leads to the carrier when none is linked, and says when no number is left', async () => {
    const opened = await open((bench) => bench.world.fail('carrier.numbers', new BridgeError('notFound', 'No carrier is linked.', 'noCarrier')));
    await userEvent.click(await screen.findByRole('button', { name: 'Open integrations' }));
    expect(opened.history.at(-1)).toBe('/channels/integrations');
    opened.unmount();
    closeFake();
    await open((bench) => {
      bench.bench.numbers = [];
    });
    expect(await screen.findByText('No number is left')).toBeInTheDocument();
  });

  it('is for owners and admins', async () => {
    await open((bench) => (bench.world.state = { ...bench.world.state, role: 'agent' }));
    expect(await screen.findByText('Only owners and admins can set up numbers')).toBeInTheDocument();
  });
});

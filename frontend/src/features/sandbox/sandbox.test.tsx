import { Notifications } from '@mantine/notifications';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, numberRow, userRow } from '@/bridge/fake-rows';
import type { SandboxMessage, SandboxPanel, SandboxWrite } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { anyFault, linesToWrite, noFaults, phonesToShow, tap } from './model';
import { SandboxPage } from './page';

let fake: FakeBridge;

afterEach(closeFake);

function message(part: Partial<SandboxMessage> & { id: string }): SandboxMessage {
  return { fromCustomer: false, type: 'text', stampMs: fakeStart, tick: 'read', errorCode: 0, errorText: '', removed: false, replyTo: '', header: '', text: '', footer: '', mime: '', mediaId: '', voice: false, filename: '', latitude: 0, longitude: 0, name: '', address: '', cards: [], buttons: [], template: '', customerReaction: '', businessReaction: '', ...part };
}

function panel(): Partial<SandboxPanel> {
  const customer = { id: 'lena', name: 'Lena Hoffmann', phone: '4915228817386', username: '', country: 'DE', offline: false, noReceipts: false, noAutoRead: false, blocked: false, identity: 0 };
  const messages = [message({ id: 'h1', fromCustomer: true, text: 'Hallo' }), message({ id: 'h2', template: 'order', text: 'Your order is ready.', buttons: [{ kind: 'quick_reply', id: 'yes', title: 'Thanks' }, { kind: 'url', id: '', title: 'Open' }] })];
  return {
    token: 'sandbox-token', accountId: '20001', appId: '30001',
    numbers: [{ id: 'pn1', digits: '493023125014', name: 'Harbour & Pine', status: 'CONNECTED', atCarrier: false, verified: true, registered: true, live: true, lastText: '' }],
    phones: [{ customer, threads: [{ phoneNumberId: 'pn1', businessName: 'Harbour & Pine', unread: 0, typing: false, windowEndsMs: fakeStart + 3_600_000, messages }] }, { customer: { ...customer, id: 'tomas', name: 'Tomás Rivas', phone: '', username: 'tomas.rivas' }, threads: [] }],
  };
}

async function open(): Promise<void> {
  fake = await openFake((bench) => {
    bench.world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_bruno', name: 'Bruno', email: 'bruno@practice.example' }));
    bench.bench.panel = { ...bench.bench.panel, ...panel() };
  });
  renderPage(<><Notifications /><SandboxPage /></>);
  await screen.findByRole('region', { name: 'Phone of Lena Hoffmann' });
}

const written = (): readonly SandboxWrite[] => fake.world.calls.filter((each) => each.name === 'sandbox.write').map((each) => each.args[0] as SandboxWrite);

describe('phones', () => {
  it('write as a customer, and keep the text when it is refused', async () => {
    await open();
    const field = screen.getByRole('textbox', { name: 'Write as Lena Hoffmann' });
    fake.world.fail('sandbox.write', new BridgeError('invalid', 'That number is not registered.', 'refused'));
    await userEvent.click(field);
    await userEvent.paste('Ist das Zelt da?');
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('That number is not registered.');
    expect(field).toHaveValue('Ist das Zelt da?');
    await userEvent.click(screen.getByRole('button', { name: 'Send as Lena Hoffmann' }));
    await waitFor(() => expect(field).toHaveValue(''));
    expect(written().at(-1)).toMatchObject({ customerId: 'lena', numberId: 'pn1', kind: 'text', text: 'Ist das Zelt da?' });
    expect(await screen.findByText('Ist das Zelt da?')).toBeInTheDocument();
  });

  it.each([
    ['Arabic, right to left', { kind: 'text' }],
    ['A photo', { kind: 'image', data: '' }],
    ['A location', { kind: 'location', latitude: 41.4036 }],
    ['A contact card', { kind: 'contacts', cards: [{ name: 'Pau Serra', phone: '+34600111222' }] }],
    ['Stamped 25 hours ago', { agoMs: 90_000_000 }],
  ])('send the sample "%s"', async (name, want) => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: 'Samples to send as Lena Hoffmann' }));
    await userEvent.click(await screen.findByRole('menuitem', { name }));
    await waitFor(() => expect(written()[0]).toMatchObject(want));
  });

  it('show a place and a card, and play a voice note that came', async () => {
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:voice');
    vi.spyOn(URL, 'revokeObjectURL').mockReturnValue();
    await open();
    const came = [message({ id: 'v1', type: 'audio', voice: true, mediaId: 'med_1' }), message({ id: 'c1', type: 'contacts', cards: [{ name: 'Pau Serra', phone: '+34600111222' }] }), message({ id: 'l1', type: 'location', name: 'Workshop', latitude: 41.5, longitude: 2.25 })];
    await act(async () => {
      const [lena, ...others] = fake.bench.panel.phones;
      if (lena === undefined) throw new Error('no phone');
      fake.bench.panel = { ...fake.bench.panel, phones: [{ ...lena, threads: lena.threads.map((each) => ({ ...each, messages: came })) }, ...others] };
      fake.world.emit('sandbox');
    });
    const phone = within(screen.getByRole('region', { name: 'Phone of Lena Hoffmann' }));
    expect(await phone.findByRole('group', { name: /Voice message/ })).toBeInTheDocument();
    expect(fake.world.calls.find((each) => each.name === 'sandbox.media')?.args[0]).toEqual({ mediaId: 'med_1', from: 0 });
    expect(within(phone.getByRole('group', { name: 'Contact card' })).getByText('Pau Serra')).toBeInTheDocument();
    expect(phone.getByText('41.5, 2.25')).toBeInTheDocument();
  });

  it('send a very long text that fits in one message', async () => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: 'Samples to send as Lena Hoffmann' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'A very long text' }));
    await waitFor(() => expect(written()[0]?.text.length).toBe(4000));
  });

  it('tap a button of a template and react to it', async () => {
    await open();
    const phone = within(screen.getByRole('region', { name: 'Phone of Lena Hoffmann' }));
    expect(phone.getByRole('button', { name: 'Open' })).toBeDisabled();
    await userEvent.click(phone.getByRole('button', { name: 'Thanks' }));
    await waitFor(() => expect(written()[0]).toMatchObject({ kind: 'button', buttonId: 'yes', text: 'Thanks', replyTo: 'h2' }));
    await userEvent.click(phone.getByRole('button', { name: 'React' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: '👍' }));
    await waitFor(() => expect(written()[1]).toMatchObject({ kind: 'reaction', target: 'h2', text: '👍' }));
  });

  it('can be switched off', async () => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: "Behaviour of Lena Hoffmann's phone" }));
    await userEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Phone is off' }));
    await waitFor(() => expect(fake.bench.panel.phones.find((each) => each.customer.id === 'lena')?.customer.offline).toBe(true));
  });

  it('can be changed for a new one with the same number', async () => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: "Behaviour of Lena Hoffmann's phone" }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Moves to a new phone' }));
    await waitFor(() => expect(fake.bench.panel.phones.find((each) => each.customer.id === 'lena')?.customer.identity).toBe(1));
    expect(await screen.findByText(/has a new phone/)).toBeInTheDocument();
  });
});

describe('by SMS', () => {
  const line = 'sms:442079460958';

  async function openSMS(): Promise<void> {
    await open();
    fake.world.put('numbers', numberRow({ id: 'num_sms', name: 'SMS_UK', channel: 'sms', provider: 'vonage', phone: '+442079460958' }));
    await userEvent.click(await screen.findByRole('combobox', { name: 'They write to' }));
    await userEvent.click(await screen.findByRole('option', { name: /^SMS · SMS_UK · .\+44 20 7946 0958/ }));
  }

  it('customers write to an SMS channel of ours, and see what is answered there', async () => {
    await openSMS();
    const phone = within(screen.getByRole('region', { name: 'Phone of Lena Hoffmann' }));
    expect(phone.queryByText('Your order is ready.')).not.toBeInTheDocument();
    await userEvent.click(phone.getByRole('textbox'));
    await userEvent.paste('Is the shop open?');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(written().at(-1)).toMatchObject({ customerId: 'lena', numberId: line, kind: 'text', text: 'Is the shop open?' }));
    expect(await phone.findByText('Is the shop open?')).toBeInTheDocument();
    expect(phone.queryByRole('button', { name: 'React' })).not.toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });

  it('only texts go, no longer than a carrier joins them, and only from who has a number', async () => {
    await openSMS();
    await userEvent.click(screen.getByRole('button', { name: 'Samples to send as Lena Hoffmann' }));
    expect(screen.queryByRole('menuitem', { name: 'A photo' })).not.toBeInTheDocument();
    await userEvent.click(await screen.findByRole('menuitem', { name: 'A very long text' }));
    await waitFor(() => expect(written()[0]?.text.length).toBe(1600));
    const hidden = within(screen.getByRole('region', { name: 'Phone of Tomás Rivas' }));
    expect(hidden.getByRole('textbox')).toBeDisabled();
    expect(hidden.getByPlaceholderText('Without a number it sends no SMS')).toBeInTheDocument();
  });

  it('is offered for SMS channels alone', () => {
    const lines = linesToWrite(panel().numbers ?? [], [numberRow({ id: 'a', name: 'On WhatsApp' }), numberRow({ id: 'b', name: 'SMS_UK', channel: 'sms', phone: '+442079460958' })]);
    expect(lines.map((each) => each.id)).toEqual(['pn1', line]);
    expect(linesToWrite([], [])).toEqual([]);
  });
});

describe('panel', () => {
  it('plays failures and makes everything work again', async () => {
    await open();
    await userEvent.click(screen.getByRole('switch', { name: /Webhooks stop/ }));
    await waitFor(() => expect(fake.bench.panel.faults.webhooksStopped).toBe(true));
    const chance = screen.getByLabelText('Duplicates, %');
    await userEvent.clear(chance);
    await userEvent.type(chance, '25');
    await userEvent.click(screen.getByRole('button', { name: 'Apply' }));
    await waitFor(() => expect(fake.bench.panel.faults.duplicateProbability).toBe(0.25));
    await userEvent.click(screen.getByRole('button', { name: 'Clear all failures' }));
    await waitFor(() => expect(anyFault(fake.bench.panel.faults)).toBe(false));
  });

  it('breaks one check of a connection at a time', async () => {
    await open();
    const part = within(screen.getByRole('group', { name: 'Break a connection' }));
    expect(part.getAllByRole('switch')).toHaveLength(13);
    await userEvent.click(part.getByRole('switch', { name: 'App secret' }));
    await waitFor(() => expect(fake.bench.panel.faults.breaks).toEqual(['secret']));
    await userEvent.click(part.getByRole('switch', { name: 'Access token' }));
    await waitFor(() => expect(fake.bench.panel.faults.breaks).toEqual(['token', 'secret']));
    expect(anyFault(fake.bench.panel.faults)).toBe(true);
    await userEvent.click(part.getByRole('switch', { name: 'App secret' }));
    await waitFor(() => expect(fake.bench.panel.faults.breaks).toEqual(['token']));
  });

  it('has Meta do things to the chosen number, and says of which nobody is told', async () => {
    await open();
    const group = (name: string): ReturnType<typeof within> => within(screen.getByRole('group', { name }));
    await userEvent.click(group('Account').getByRole('button', { name: 'Restrict for an hour' }));
    expect(await screen.findByText('Done. Meta has told Parley.')).toBeInTheDocument();
    await userEvent.click(group('Quality').getByRole('button', { name: 'Medium' }));
    expect(await screen.findByText(/^Done\. Meta tells nobody of this/u)).toBeInTheDocument();
    expect(fake.world.calls.filter((each) => each.name === 'sandbox.news').map((each) => each.args[0])).toEqual([{ phoneNumberId: 'pn1', what: 'restrict' }, { phoneNumberId: 'pn1', what: 'yellow' }]);
    fake.world.fail('sandbox.news', new BridgeError('conflict', 'The number is that already.', 'refused'));
    await userEvent.click(group('Number').getByRole('button', { name: 'Connect' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The number is that already.');
    expect(screen.queryByText(/^Done\./u)).toBeNull();
  });

  it('gives what the wizard asks for, and signs in as a colleague', async () => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: 'Copy: Access token' }));
    expect(fake.office.copied).toEqual(['sandbox-token']);
    await userEvent.click(screen.getByRole('button', { name: 'Switch to Bruno' }));
    await waitFor(() => expect(fake.world.state.userId).toBe('usr_bruno'));
  });

  it('adds a customer', async () => {
    await open();
    const form = within(screen.getByRole('form', { name: 'Add a customer' }));
    await userEvent.click(form.getByRole('button', { name: 'Add the customer' }));
    expect(form.getByText('A customer needs a name.')).toBeInTheDocument();
    await userEvent.click(form.getByLabelText('Name'));
    await userEvent.paste('Priya');
    await userEvent.click(form.getByRole('button', { name: 'Add the customer' }));
    expect(await screen.findByRole('region', { name: 'Phone of Priya' })).toBeInTheDocument();
  });

  it('has no findings by axe', async () => {
    await open();
    expect(await axeFindings()).toEqual([]);
  });

  it('is for practice only', async () => {
    fake = await openFake(({ world }) => (world.state = { ...world.state, practice: false }));
    renderPage(<SandboxPage />);
    expect(await screen.findByRole('heading', { name: 'The sandbox belongs to practice' })).toBeInTheDocument();
  });
});

describe('model', () => {
  const at = { customerId: 'c', numberId: 'n' };

  it.each([
    ['quick_reply', 'button'],
    ['reply', 'button_reply'],
    ['row', 'list_reply'],
    ['location', 'location'],
    ['url', undefined],
    ['toString', undefined],
  ])('a tap on %s sends %s', (kind, want) => expect(tap({ kind, id: 'x', title: 'X' }, message({ id: 'm' }), at)?.kind).toBe(want));

  it('counts the phones that are not shown', () => {
    const phones = panel().phones ?? [];
    expect(phonesToShow(phones, '', 1)).toMatchObject({ hidden: 1 });
    expect(phonesToShow(phones, 'rivas', 5).shown.map((each) => each.customer.id)).toEqual(['tomas']);
    expect(anyFault(noFaults)).toBe(false);
  });
});

describe("Meta's window", () => {
  it('sends a code and takes it, and keeps what was typed when it is refused', async () => {
    await open();
    expect(screen.queryByRole('form', { name: "Meta's window" })).toBeNull();
    fake.bench.panel = { ...fake.bench.panel, numbers: [...fake.bench.panel.numbers, { id: 'pn2', digits: '442079460958', name: 'London', status: 'UNVERIFIED', atCarrier: true, verified: false, registered: false, live: false, lastText: '' }] };
    fake.world.emit('sandbox');
    await userEvent.click(await screen.findByRole('button', { name: 'Send code by SMS' }));
    expect(await screen.findByText('The code is on its way to the number.')).toBeInTheDocument();
    fake.world.fail('sandbox.window', new BridgeError('invalid', 'The code is not correct.', 'sandbox'));
    const field = screen.getByRole('textbox', { name: 'Code from Meta' });
    await userEvent.type(field, '493-021{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('The code is not correct.');
    expect(field).toHaveValue('493-021');
    await userEvent.click(screen.getByRole('button', { name: 'Verify phone number' }));
    expect(await screen.findByText('Meta has verified the number.')).toBeInTheDocument();
    expect(fake.world.calls.filter((each) => each.name === 'sandbox.window').map((each) => each.args[0])).toEqual([
      { phoneNumberId: 'pn2', act: 'SMS', code: '' },
      { phoneNumberId: 'pn2', act: 'verify', code: '493-021' },
      { phoneNumberId: 'pn2', act: 'verify', code: '493-021' },
    ]);
  });
});

import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, inboxRow, numberRow, planRow, userRow } from '@/bridge/fake-rows';
import { useDrafts } from '@/stores/drafts';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { channelRows, everything, matching } from './model';
import { standing } from './test-rows';
import { ChannelsPage } from './page';
import { pretty } from './unhandled';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

async function open(prepare: (fake: FakeBridge) => void = () => undefined): Promise<Opened> {
  fake = await openFake((bench) => {
    bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_eva'] }), inboxRow({ id: 'inb_2', name: 'Sales' }));
    bench.world.put('users', userRow({ id: 'usr_eva', name: 'Eva' }));
    bench.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', phone: '+34600000001', inboxId: 'inb_1' }), numberRow({ id: 'num_2', name: 'WhatsApp_DE', phone: '+4930123456', inboxId: '', state: 'ready', why: standing('unmapped'), quality: 'RED' }));
    prepare(bench);
  });
  return renderPage(<ChannelsPage />);
}

const calls = (name: string): readonly (readonly unknown[])[] => fake.world.calls.filter((each) => each.name === name).map((each) => each.args);
const row = async (name: string): Promise<HTMLElement> => {
  const cell = await screen.findByText(name);
  return cell.closest<HTMLElement>('[role="row"]') ?? document.body;
};

describe('channels', () => {
  it('shows state, mapping, quality and liveliness of each number', async () => {
    await open();
    const spain = within(await row('WhatsApp_ES'));
    expect(spain.getByText('Active')).toBeInTheDocument();
    expect(spain.getByText('Support')).toBeInTheDocument();
    expect(await spain.findByText('no duplicates')).toBeInTheDocument();
    const germany = within(await row('WhatsApp_DE'));
    expect(germany.getByText('Ready')).toBeInTheDocument();
    expect(germany.getByRole('button', { name: 'Choose an inbox' })).toBeInTheDocument();
    expect(germany.getByText('Low')).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });

  it('says in the open panel that somebody deleted the number, and can then only be read and closed', async () => {
    await open();
    fireEvent.click(within(await row('WhatsApp_DE')).getByRole('button', { name: /^Edit/ }));
    const panel = within(await screen.findByRole('dialog'));
    fireEvent.change(panel.getByLabelText('Name'), { target: { value: 'Berlin' } });
    act(() => fake.world.drop('numbers', 'num_2'));
    const said = within(await panel.findByRole('alert'));
    expect(said.getByText(/Somebody deleted .*WhatsApp_DE.* while this was open/)).toBeInTheDocument();
    expect(panel.getByLabelText('Name')).toHaveValue('Berlin');
    expect(panel.getByLabelText('Name')).toBeDisabled();
    fireEvent.click(said.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(useDrafts.getState().texts.size).toBe(0);
  });

  it('names the numbers whose earlier SMS address the carrier has not taken back, though nobody sets them up any more', async () => {
    await open((bench) => {
      bench.bench.owed = [{ phone: '+14155550123', display: '+1 415 555 0123', carrier: 'vonage', since: fakeStart }];
    });
    expect(await screen.findByText(/^SMS to \+1 415 555 0123 still come to Parley/)).toBeInTheDocument();
    expect(screen.queryByRole('region', { name: 'Being set up' })).toBeNull();
    expect(await axeFindings()).toEqual([]);
  });

  it('rule 12: says how far the history of a phone is, and why there is none', async () => {
    await open((bench) => {
      bench.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', inboxId: 'inb_1', history: { percent: 55, problem: '', at: fakeStart, asked: 0 } }));
      bench.world.put('numbers', numberRow({ id: 'num_3', name: 'WhatsApp_IT', inboxId: '', history: { percent: 0, problem: '', said: { code: 'invalid', subcode: 'meta', params: { context: 'historyRefused' } }, at: fakeStart, asked: 0 } }));
      bench.world.put('numbers', numberRow({ id: 'num_5', name: 'WhatsApp_PT', inboxId: 'inb_1', onPhone: true, history: { percent: 0, problem: '', at: 0, asked: fakeStart } }));
      bench.world.put('numbers', numberRow({ id: 'num_6', name: 'WhatsApp_NL', inboxId: 'inb_1', onPhone: true, noNames: { code: 'conflict', subcode: 'onPhone', params: { context: 'late' } } }));
      bench.world.put('numbers', numberRow({ id: 'num_4', name: 'WhatsApp_FR', inboxId: '', history: { percent: 100, problem: '', at: fakeStart, asked: 0 } }));
    });
    expect(within(await row('WhatsApp_ES')).getByText('Message history from the phone: 55 %')).toBeInTheDocument();
    expect(within(await row('WhatsApp_IT')).getByText(/chose not to share/u)).toBeInTheDocument();
    expect(within(await row('WhatsApp_PT')).getByText(/was requested from the phone/u)).toBeInTheDocument();
    expect(within(await row('WhatsApp_NL')).getByText(/gave no names of its contacts.*within 24 hours/u)).toBeInTheDocument();
    expect(within(await row('WhatsApp_FR')).queryByText(/history/u)).toBeNull();
  });

  it('refuses to delete a mapped number and leads to its inbox', async () => {
    const opened = await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Delete WhatsApp_ES' }));
    const dialog = await screen.findByRole('dialog', { name: "WhatsApp_ES can't be deleted yet" });
    expect(within(dialog).queryByRole('button', { name: 'Delete the number' })).toBeNull();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Open inboxes' }));
    expect(opened.history.at(-1)).toBe('/inboxes');
  });

  it('names the plan of a mapped number', async () => {
    await open((bench) => bench.world.put('plans', planRow({ id: 'pln_inb_1', name: 'Support', inboxId: 'inb_1' })));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit WhatsApp_ES' }));
    const mapping = within(await screen.findByRole('form', { name: 'Mapping' }));
    expect(mapping.getByText('To the inbox Support')).toBeInTheDocument();
  });

  it('deletes a number after a question', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Delete WhatsApp_DE' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Delete the number' }));
    await waitFor(() => expect(screen.queryByText('WhatsApp_DE')).toBeNull());
    expect(calls('number.delete')).toEqual([[{ numberId: 'num_2' }]]);
  });

  it('edits settings and keeps them when the relay refuses', async () => {
    await open(({ world }) => world.fail('number.update', new BridgeError('conflict', 'The name was taken meanwhile.', 'name')));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit WhatsApp_DE' }));
    const form = within(await screen.findByRole('form', { name: 'Settings' }));
    await userEvent.clear(form.getByLabelText('Name'));
    await userEvent.paste('whatsapp_es');
    expect(form.getByText('Another number has this name. Choose a different one.')).toBeInTheDocument();
    await userEvent.clear(form.getByLabelText('Name'));
    await userEvent.paste('Berlin');
    await userEvent.click(form.getByLabelText('Data source'));
    await userEvent.paste('region');
    expect(form.getByText('Pair 1 has no =. Write it like region=emea.')).toBeInTheDocument();
    await userEvent.paste('=emea');
    await userEvent.click(form.getByRole('button', { name: 'Save settings' }));
    expect(await form.findByRole('alert')).toHaveTextContent('The name was taken meanwhile.');
    expect(form.getByLabelText('Name')).toHaveValue('Berlin');
    await userEvent.click(form.getByRole('button', { name: 'Save settings' }));
    expect(await form.findByText('Saved.')).toBeInTheDocument();
    expect(fake.world.get('numbers', 'num_2')).toMatchObject({ name: 'Berlin', dataSource: [{ key: 'region', value: 'emea' }] });
  });

  it('maps a number to a free inbox only', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit WhatsApp_DE' }));
    const form = within(await screen.findByRole('form', { name: 'Mapping' }));
    await userEvent.click(form.getByRole('combobox', { name: 'Inbox' }));
    expect(await screen.findByRole('option', { name: /Support/ })).toHaveAttribute('data-combobox-disabled', 'true');
    await userEvent.click(screen.getByRole('option', { name: 'Sales' }));
    await userEvent.click(form.getByRole('button', { name: 'Save mapping' }));
    const question = within(await screen.findByRole('dialog', { name: 'Nobody would be left to answer' }));
    expect(question.getByText(/WhatsApp_DE.* would lead to an inbox where nobody can take conversations/)).toBeInTheDocument();
    expect(calls('number.map')).toEqual([]);
    await userEvent.click(question.getByRole('button', { name: 'Do it anyway' }));
    await waitFor(() => expect(calls('number.map')).toEqual([[{ numberId: 'num_2', inboxId: 'inb_2' }]]));
  });

  it('says who is setting a number up, and only offers to continue what is free', async () => {
    const opened = await open();
    const mine = await fake.setup.begin('+14155550123');
    const other = await fake.setup.begin('+14155550199');
    fake.bench.setups.set(other.id, { ...other, step: 'verify', mine: false, holder: 'usr_maria', holderName: 'Maria', leaseUntil: fakeStart + 9e6 });
    const third = await fake.setup.begin('+14155550177');
    fake.bench.setups.set(third.id, { ...third, mine: false, holder: 'usr_gone', holderName: '', leaseUntil: fakeStart + 9e6 });
    opened.unmount();
    renderPage(<ChannelsPage />);
    const list = within(await screen.findByRole('region', { name: 'Being set up' }));
    expect(list.getByText(/Maria, since/)).toBeInTheDocument();
    expect(list.getByText(/Someone, since/)).toBeInTheDocument();
    expect(list.getByText('Step: Verification code')).toBeInTheDocument();
    expect(list.getByRole('button', { name: 'Ask for the set-up of +14155550199' })).toBeEnabled();
    await userEvent.click(list.getByRole('button', { name: `Discard the set-up of ${mine.display}` }));
    await userEvent.click(await screen.findByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(calls('setup.drop')).toEqual([[{ setupId: mine.id }]]));
  });

  it.each([
    ['nothing outside', {}, /^What was typed for \+1 415 555 0123 is lost\. The number itself stays yours/],
    ['a number added at Meta', { wabaId: '20001', added: true, verifiedAt: 1 }, /At Meta the number stays in the account Lucky Shrub, unused: delete it in WhatsApp Manager/],
    ['a sender that was not proved', { wabaId: 'AC1', added: true }, /the WhatsApp sender that was made of it at Twilio is deleted/],
    ['a sender that was', { wabaId: 'AC1', added: true, verifiedAt: 1, profileId: 'pro_1' }, /stays at Twilio.*stays under Business profiles\./],
    ['a move', { moveFrom: '20001', wabaId: '30001', added: true }, /It stays in the account Lucky Shrub and works as before\./],
  ])('says what discarding a set-up leaves: %s', async (_, part, says) => {
    const opened = await open(({ world }) => {
      world.put('wabas', { id: '20001', appId: 'app_1', name: 'Lucky Shrub', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
      world.put('wabas', { id: 'AC1', provider: 'twilio', appId: '', name: 'Harbour', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
    });
    const mine = await fake.setup.begin('+14155550123');
    fake.bench.setups.set(mine.id, { ...mine, display: '+1 415 555 0123', ...part });
    opened.unmount();
    renderPage(<ChannelsPage />);
    await userEvent.click(await screen.findByRole('button', { name: 'Discard the set-up of +1 415 555 0123' }));
    expect(await screen.findByText(says)).toBeInTheDocument();
  });

  it('shows what was not understood with its JSON, and replays it', async () => {
    await open(({ world }) => world.put('unhandled', { id: 'unh_1', provider: 'meta', account: '20001', field: 'unheard_of', type: '', reason: 'This field is not known.', at: fakeStart, replayed: false, count: 0 }));
    const list = within(await screen.findByRole('region', { name: 'Not understood' }));
    await userEvent.click(list.getByRole('button', { name: 'Show JSON' }));
    expect(await screen.findByText(/"field": "unheard_of"/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await userEvent.click(list.getByRole('button', { name: 'Replay' }));
    expect(await list.findByText(/Replayed, still not understood/)).toBeInTheDocument();
    fake.office.understands = true;
    await userEvent.click(list.getByRole('button', { name: 'Replay' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Not understood' })).toBeNull());
  });

  it.each([
    ['invalid/payload', 'The entry'],
    ['still not understood: invalid unknownKind', 'This version of Parley does not know'],
    ['This field is not known.', 'This field is not known.'],
  ])('says in words why %s was not understood', async (reason, words) => {
    await open(({ world }) => world.put('unhandled', { id: 'unh_1', provider: 'meta', account: '20001', field: 'unheard_of', type: '', reason, at: fakeStart, replayed: false, count: 0 }));
    expect(await screen.findByText(new RegExp(words))).toBeInTheDocument();
  });

  it('stays readable offline and changes nothing', async () => {
    await open();
    act(() => fake.world.setOnline(false));
    expect(await screen.findByText(/Can't reach the relay/)).toBeInTheDocument();
    expect(screen.getByText('WhatsApp_ES')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Add a channel' })).toBeDisabled();
  });

  it('is for owners and admins', async () => {
    await open(({ world }) => (world.state = { ...world.state, role: 'agent' }));
    expect(await screen.findByRole('heading', { name: 'Only owners and admins can set up numbers' })).toBeInTheDocument();
  });

  it('draws a part of ten thousand numbers', async () => {
    await open(({ world }) => world.put('numbers', ...Array.from({ length: 10_000 }, (_, index) => numberRow({ id: `n${index}`, name: `Number_${index}` }))));
    await waitFor(() => expect(screen.getAllByRole('row').length).toBeGreaterThan(5));
    expect(screen.getAllByRole('row').length).toBeLessThan(80);
    expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '10003');
  });
});

describe('search', () => {
  const rows = channelRows([numberRow({ id: 'a', name: 'Spain', phone: '+34 600 000 001' }), numberRow({ id: 'b', name: 'Berlin', phone: '+4930123456', description: 'Night shift', inboxId: 'inb' })], new Map([['inb', inboxRow({ id: 'inb', name: 'Support' })]]), new Map(), undefined, 'en');

  it.each([
    ['', ['Berlin', 'Spain']],
    ['34600000001', ['Spain']],
    ['night SUPPORT', ['Berlin']],
    ['nothing', []],
  ])('%s finds %j', (search, want) => expect(matching(rows, { ...everything, search }).map((each) => each.number.name)).toEqual(want));

  it('prints JSON with line breaks and leaves the rest alone', () => {
    expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(pretty('<xml>')).toBe('<xml>');
  });
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, userRow } from '@/bridge/fake-rows';
import type { WabaNumber } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { asksPin, blankDraft, createOf, phoneOf } from './connect-model';
import { ConnectPage } from './connect-page';

let fake: FakeBridge;
const number = (part: Partial<WabaNumber>): WabaNumber => ({ phoneId: '1001', phone: '+442079460958', verifiedName: 'Harbour', verified: true, registered: false, quality: 'GREEN', used: '', ...part });

beforeEach(async () => {
  fake = await openFake(({ world, bench }) => {
    world.put('users', userRow({ id: 'usr_ana', name: 'Ana', role: 'owner' }));
    world.put('users', userRow({ id: 'usr_zoe', name: 'Zoe', whatsApp: false }));
    world.put('inboxes', inboxRow({ id: 'inb_free', name: 'Free' }));
    world.put('inboxes', inboxRow({ id: 'inb_full', name: 'Full', numberId: 'num_1' }));
    world.put('wabas', { id: '20001', appId: 'app_1', name: 'Lucky Shrub', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
    bench.atMeta = [number({}), number({ phoneId: '1002', phone: '+442079460999', verified: false }), number({ phoneId: '1003', phone: '+442079460111', elsewhere: true })];
  });
});

afterEach(closeFake);

const open = (): ReturnType<typeof renderPage> => renderPage(<ConnectPage />, '/channels/connect');
const press = async (name: string | RegExp): Promise<void> => userEvent.click(await screen.findByRole('button', { name }));
const pick = async (label: string, option: string | RegExp): Promise<void> => {
  await userEvent.click(await screen.findByRole('combobox', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
};
const type = async (label: string | RegExp, text: string): Promise<void> => {
  const field = await screen.findByLabelText(label, { selector: 'input:not([type=radio]), textarea' });
  await userEvent.clear(field);
  await userEvent.click(field);
  await userEvent.paste(text);
};
const asked = (name: string): unknown => fake.world.calls.filter((each) => each.name === name).at(-1)?.args[0];

describe('connect a number', () => {
  it('connects a number of a linked account, with an agent of its own', async () => {
    open();
    await pick('Account', /Lucky Shrub/);
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Number of this account' })).toBeEnabled());
    await userEvent.click(screen.getByRole('combobox', { name: 'Number of this account' }));
    expect(screen.getByRole('option', { name: /20 7946 0111.*in use/ })).toHaveAttribute('data-combobox-disabled');
    await userEvent.click(screen.getByRole('option', { name: /20 7946 0958/ }));
    await type('Display name', 'Harbour line');
    await userEvent.click(screen.getByRole('combobox', { name: 'Assigned to' }));
    expect(screen.queryByRole('option', { name: 'Zoe' })).toBeNull();
    expect(screen.getByRole('option', { name: /Full/ })).toHaveAttribute('data-combobox-disabled');
    await userEvent.click(screen.getByRole('option', { name: 'Ana' }));
    await type('Two-step PIN', '731946');
    await press('Connect number');
    expect(await screen.findByRole('heading', { name: 'Harbour line is connected' })).toBeInTheDocument();
    expect(asked('setup.create')).toEqual({ wabaId: '20001', phone: '+442079460958', name: 'Harbour line', active: true, agentId: 'usr_ana', inboxId: '', certificate: '', method: '', pin: '731946' });
  });

  it('shows every reason together and beside its field, and keeps what was typed', async () => {
    fake.bench.reasons = [{ field: 'assigned', said: { code: 'invalid', subcode: 'assigned' } }];
    open();
    await type('Or type the number', 'nonsense');
    await press('Connect number');
    const all = await screen.findByRole('alert');
    expect(all).toHaveTextContent('Not connected, for these 4 reasons:');
    expect(within(all).getAllByRole('listitem').map((each) => each.textContent?.split(':')[0])).toEqual(['Assigned to', 'Number', 'Display name', 'Account']);
    expect(screen.getByLabelText('Or type the number')).toHaveAccessibleDescription(/Enter the number with its country code/);
    expect(screen.getByLabelText('Or type the number')).toHaveValue('nonsense');
    expect(screen.getByLabelText('Display name')).toHaveAccessibleDescription(/The display name is missing/);
    expect([...fake.bench.setups.keys()]).toEqual([]);
    // What was changed is not wrong any more; the rest still is.
    await type('Display name', 'Harbour');
    expect(screen.getByRole('alert')).toHaveTextContent('Not connected, for these 3 reasons:');
    expect(screen.getByLabelText('Display name')).toBeValid();
  });

  it('goes on in the wizard with a number that needs its code', async () => {
    const { history } = open();
    await pick('Account', /Lucky Shrub/);
    await type('Or type the number', '+442079460999');
    await userEvent.click(await screen.findByRole('radio', { name: 'By voice call' }));
    expect(screen.queryByLabelText('Two-step PIN')).toBeNull();
    await type('Display name', 'Second line');
    await pick('Assigned to', 'Free');
    await press('Connect number');
    await waitFor(() => expect(history.at(-1)).toMatch(/^\/channels\/setup\/set_/));
    expect(asked('setup.create')).toMatchObject({ inboxId: 'inb_free', agentId: '', method: 'VOICE', pin: '' });
  });

  it('asks for no agent when the number is not active', async () => {
    open();
    await userEvent.click(await screen.findByRole('switch', { name: /Active/ }));
    expect(screen.queryByRole('combobox', { name: 'Assigned to' })).toBeNull();
    await pick('Account', /Lucky Shrub/);
    await type('Or type the number', '+442079460958');
    await type('Display name', 'Later');
    await press('Connect number');
    expect(await screen.findByText(/no inbox yet/)).toBeInTheDocument();
    expect(asked('setup.create')).toMatchObject({ active: false, agentId: '', inboxId: '' });
  });

  it('finds the account of a phone number ID, and asks for it when Meta does not say it', async () => {
    fake.bench.unlisted = true;
    open();
    await userEvent.click(await screen.findByRole('radio', { name: 'Phone number ID' }));
    await press('Connect number');
    expect(await screen.findByText('Verify the phone number ID with its token first.')).toBeInTheDocument();
    await type('Phone number ID', '1001');
    expect(screen.getByRole('button', { name: 'Verify' })).toBeDisabled();
    await type('Permanent access token', 'wrong');
    await press('Verify');
    expect(await screen.findByText(/no access token|does not accept this token|not an access token/i)).toBeInTheDocument();
    await type('Permanent access token', 'EAAgood');
    await press('Verify');
    expect(await screen.findByText(/Meta does not say which account|digits only/)).toBeInTheDocument();
    await type(/WhatsApp Business Account ID/, '20002');
    await press('Verify');
    expect(await screen.findByText(/belongs to Practice shop, and Meta has verified it/)).toBeInTheDocument();
    expect(screen.getByLabelText('Permanent access token')).toHaveValue('');
    expect(screen.getByLabelText('Display name')).toHaveValue('Harbour');
    await pick('Assigned to', 'Ana');
    await type('Two-step PIN', '731946');
    await press('Connect number');
    expect(await screen.findByRole('heading', { name: 'Harbour is connected' })).toBeInTheDocument();
    expect(asked('setup.create')).toMatchObject({ wabaId: '20002', phone: '+442079460958' });
  });

  it('says that the manual way is phased out, and sends all of it', async () => {
    open();
    await userEvent.click(await screen.findByRole('radio', { name: 'Manual' }));
    expect(screen.getByText(/phasing this way out/)).toBeInTheDocument();
    await type('WhatsApp Business Account ID', '20001');
    await type('Country code', '44');
    await type('Number', '20 7946 0777');
    await type(/^Certificate/, 'QUJDREVGR0hJSktM');
    await type('Display name', 'By hand');
    await pick('Assigned to', 'Ana');
    await press('Connect number');
    await waitFor(() => expect(asked('setup.create')).toEqual({
      wabaId: '20001', phone: '+44 20 7946 0777', name: 'By hand', active: true, agentId: 'usr_ana', inboxId: '', certificate: 'QUJDREVGR0hJSktM', method: 'SMS', pin: '',
    }));
  });

  it('has no findings of axe', async () => {
    open();
    await screen.findByRole('button', { name: 'Connect number' });
    expect(await axeFindings()).toEqual([]);
  });
});

describe('what is asked of the relay', () => {
  it.each([
    ['44', '20 7946 0958', '+44 20 7946 0958'],
    ['+44', '2079460958', '+44 2079460958'],
    ['00', '', '+00 '],
    ['', '2079460958', '2079460958'],
    ['44', '+49 30 123456', '+49 30 123456'],
    ['44', 'whatsapp:+442079460958', 'whatsapp:+442079460958'],
    ['\u200e44', '20', '+44 20'],
  ])('%s and %s are %s', (country, national, want) => expect(phoneOf('manual', { ...blankDraft, country, national })).toBe(want));

  it('leaves out what its way does not show', () => {
    const draft = { ...blankDraft, certificate: 'abc', assigned: 'agent:usr:1' as const, method: 'VOICE' as const };
    expect(createOf('linked', draft, { verified: true, registered: false })).toMatchObject({ certificate: '', method: '', agentId: 'usr:1' });
    expect(createOf('linked', draft, undefined)).toMatchObject({ method: '' });
    expect(createOf('manual', { ...draft, active: false }, undefined)).toMatchObject({ certificate: 'abc', method: 'VOICE', agentId: '' });
  });

  it('asks for the PIN when the number is signed in now, or the relay wants it', () => {
    expect(asksPin({ verified: true, registered: true }, [])).toBe(false);
    expect(asksPin({ verified: true, registered: false }, [])).toBe(true);
    expect(asksPin(undefined, [{ field: 'pin', said: { code: 'invalid' } }])).toBe(true);
  });
});

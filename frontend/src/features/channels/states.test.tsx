import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, inboxRow, numberRow, orgRow, planRow, userRow } from '@/bridge/fake-rows';
import type { BusinessNumber, Failure } from '@/bridge/types';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { ChannelsPage } from './page';
import { account, standing } from './test-rows';

let fake: FakeBridge;

beforeEach(() => {
  window.localStorage.clear();
  fakeLayout(600, 53, 1200);
});
afterEach(closeFake);

async function open(prepare: (fake: FakeBridge) => void = () => undefined): Promise<Opened> {
  fake = await openFake((bench) => {
    bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_eva'] }));
    bench.world.put('users', userRow({ id: 'usr_eva', name: 'Eva' }));
    bench.world.put('numbers', numberRow({ id: 'num_1', name: 'Madrid', inboxId: 'inb_1' }), numberRow({ id: 'num_2', name: 'Berlin', inboxId: '', state: 'ready', why: standing('unmapped') }));
    prepare(bench);
  });
  return renderPage(<ChannelsPage />);
}

const put = (row: Partial<BusinessNumber>): void => void act(() => void fake.world.put('numbers', numberRow({ id: 'num_1', name: 'Madrid', inboxId: 'inb_1', ...row })));
const asked = (): readonly unknown[] => fake.world.calls.filter((each) => each.name === 'number.switch').map((each) => each.args[0]);
const toggle = (name: string): Promise<HTMLElement> => screen.findByRole('switch', { name: `${name} is active` });
const line = async (name: string): Promise<HTMLElement> => (await screen.findByText(name)).closest<HTMLElement>('[role="row"]') ?? document.body;

describe('the switch of a number', () => {
  it('says what stops before it is off, and switches on again without a question', async () => {
    await open();
    expect(await toggle('Madrid')).toBeChecked();
    await userEvent.click(await toggle('Madrid'));
    const dialog = within(await screen.findByRole('dialog', { name: 'Switch Madrid off?' }));
    expect(dialog.getByText(/New messages are kept, but wait and reach nobody/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Keep it on' }));
    expect(asked()).toEqual([]);
    await userEvent.click(await toggle('Madrid'));
    await userEvent.click(await screen.findByRole('button', { name: 'Switch off' }));
    await waitFor(async () => expect(await toggle('Madrid')).not.toBeChecked());
    expect(within(await line('Madrid')).getByText('Inactive')).toBeInTheDocument();
    await userEvent.click(await toggle('Madrid'));
    await waitFor(async () => expect(await toggle('Madrid')).toBeChecked());
    expect(asked()).toEqual([{ numberId: 'num_1', active: false }, { numberId: 'num_1', active: true }]);
  });

  it('stays on when the relay refuses, and says why', async () => {
    await open(({ world }) => world.fail('number.switch', new BridgeError('unavailable', 'The relay is being updated.', 'x')));
    await userEvent.click(await toggle('Madrid'));
    await userEvent.click(await screen.findByRole('button', { name: 'Switch off' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('The relay is being updated.');
    expect(fake.world.get('numbers', 'num_1')).toMatchObject({ off: false });
  });

  it('nobody assigned, no activation: leads to what is missing', async () => {
    const opened = await open();
    expect(await toggle('Berlin')).not.toBeChecked();
    await userEvent.click(await toggle('Berlin'));
    const dialog = within(await screen.findByRole('dialog', { name: "Berlin can't be active yet" }));
    expect(dialog.getByText(/no inbox has this number/)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Choose an inbox' }));
    expect(await screen.findByRole('form', { name: 'Mapping' })).toBeInTheDocument();
    await userEvent.keyboard('{Escape}');

    put({ state: 'ready', why: standing('nobody') });
    expect(within(await line('Madrid')).getByText(/Nobody assigned/)).toBeInTheDocument();
    await userEvent.click(await toggle('Madrid'));
    const guard = within(await screen.findByRole('dialog', { name: "Madrid can't be active yet" }));
    expect(guard.getByText(/nobody in the inbox Support/)).toBeInTheDocument();
    await userEvent.click(guard.getByRole('button', { name: 'Open inboxes' }));
    expect(opened.history.at(-1)).toBe('/inboxes');
    expect(asked()).toEqual([]);
  });

  it('says what is missing when the relay finds that nobody is assigned any more', async () => {
    await open(({ world }) => {
      world.put('numbers', numberRow({ id: 'num_1', name: 'Madrid', inboxId: 'inb_1', state: 'inactive', off: true, why: standing('off') }));
      world.fail('number.switch', new BridgeError('conflict', 'Nobody is assigned.', 'nobodyAssigned'));
    });
    await userEvent.click(await toggle('Madrid'));
    expect(await screen.findByRole('dialog', { name: "Madrid can't be active yet" })).toBeInTheDocument();
  });
});

describe('a number that its provider stops', () => {
  const cases: readonly (readonly [string, BusinessNumber['state'], Failure, string, string, string | undefined])[] = [
    ['a dead token', 'disconnected', { code: 'invalid', subcode: 'token', params: { context: 'died' } }, 'Messages keep coming in and are kept. Nothing is sent.', 'Enter a new token under Integrations.', 'Open Integrations'],
    ['a restricted account', 'restricted', account('restricted'), 'Messages keep coming in. What you send may be refused', 'WhatsApp Manager, Account overview', undefined],
    ['a disabled account', 'disconnected', account('disabled'), 'Nothing comes in or goes out.', 'WhatsApp Manager, Account overview', undefined],
    ['an unlinked account', 'disconnected', account('unlinked'), 'Messages keep coming in and are kept. Nothing is sent.', 'Enter a new token under Integrations.', 'Open Integrations'],
    ['a disconnected account', 'disconnected', account('disconnected'), 'Nothing comes in or goes out.', 'Connect the number again', 'Connect it again'],
    ['too much at once', 'restricted', standing('limited'), 'What you send leaves more slowly.', 'It ends by itself.', undefined],
    ['a ban', 'disconnected', standing('banned'), 'Nothing comes in or goes out.', 'Ask for a review in WhatsApp Manager.', undefined],
    ['a number that moved', 'disconnected', standing('moved'), 'Nothing comes in or goes out.', 'If you moved it', undefined],
    ['a number that is not registered', 'disconnected', standing('unregistered'), 'Nothing comes in or goes out.', 'Connect the number again', 'Connect it again'],
    ['a number that was taken back on its phone', 'disconnected', standing('unpaired'), 'Nothing comes in or goes out.', 'choose that it stays in the WhatsApp Business app', undefined],
    ['something of a later version', 'disconnected', { code: 'conflict', subcode: 'shiny' }, 'Nothing comes in or goes out.', 'Check the connection: it finds what is wrong.', undefined],
  ];

  it.each(cases)('says what happened, what still works and what to do: %s', async (_name, state, why, works, todo, way) => {
    await open();
    put({ state, why });
    const row = within(await line('Madrid'));
    expect(row.getByText(state === 'restricted' ? 'Restricted' : 'Disconnected')).toBeInTheDocument();
    await userEvent.click(row.getByRole('button', { name: 'What happened and what to do' }));
    const panel = within(await screen.findByRole('region', { name: 'Number' }));
    expect(panel.getByText(new RegExp(works.replaceAll('.', '\\.')))).toBeInTheDocument();
    expect(panel.getByText(new RegExp(todo.replaceAll('.', '\\.')))).toBeInTheDocument();
    if (way !== undefined) expect(panel.getByRole('button', { name: way })).toBeInTheDocument();
  });

  it('says so on its card too, and leads to the check of its connection', async () => {
    await open();
    put({ state: 'disconnected', why: standing('banned') });
    await userEvent.click(await screen.findByText('Cards'));
    const card = within(await screen.findByRole('listitem', { name: 'Madrid' }));
    expect(card.getByText('The provider has banned this number.')).toBeInTheDocument();
    expect(card.getByText(/Ask for a review in WhatsApp Manager/)).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(card.getByRole('button', { name: 'Check the connection' }));
    expect(await screen.findByRole('dialog', { name: 'Connection of Madrid' })).toBeInTheDocument();
  });

  it('of one that works, shows a warning about its account', async () => {
    await open();
    put({ why: account('violationUnnamed') });
    expect(within(await line('Madrid')).getByText('Active')).toBeInTheDocument();
    expect(within(await line('Madrid')).getByText(/broke a policy/)).toBeInTheDocument();
  });
});

describe('list and cards', () => {
  it('shows limit, throughput, quality and mapping in both, and remembers which', async () => {
    const opened = await open((bench) => bench.world.put('numbers', numberRow({ id: 'num_3', name: 'Rome', inboxId: '', state: 'ready', quality: 'YELLOW', news: { trouble: '', limit: -1, throughput: 'HIGH', review: 'pending', reviewName: 'Roma', reviewReason: '' } })));
    const rome = within(await line('Rome'));
    expect(rome.getByText('Unlimited')).toBeInTheDocument();
    expect(rome.getByText('High speed')).toBeInTheDocument();
    expect(within(await line('Madrid')).getByText('250 a day')).toBeInTheDocument();
    await userEvent.click(screen.getByText('Cards'));
    const card = within(await screen.findByRole('listitem', { name: 'Rome' }));
    expect(card.getByText('Unlimited')).toBeInTheDocument();
    expect(card.getByText('Medium')).toBeInTheDocument();
    expect(card.getByText('Not mapped', { selector: 'dd *' })).toBeInTheDocument();
    expect(screen.queryByRole('table')).toBeNull();
    expect(await axeFindings()).toEqual([]);
    opened.unmount();
    renderPage(<ChannelsPage />);
    expect(await screen.findByRole('listitem', { name: 'Rome' })).toBeInTheDocument();
  });

  it('says how much of the limit is used and what is left, by account', async () => {
    await open((bench) => {
      bench.world.put('numbers', numberRow({ id: 'num_3', name: 'Rome', inboxId: '', wabaId: 'wab_2', news: { trouble: '', limit: 2000, throughput: 'STANDARD', review: '', reviewName: '', reviewReason: '' } }));
      bench.limitsUsed.push({ wabaId: numberRow({ id: 'num_1' }).wabaId, customers: 213, nextAt: fakeStart });
    });
    expect(await within(await line('Madrid')).findByText(/^37 left/)).toBeInTheDocument();
    expect(within(await line('Rome')).getByText('2,000 left · Standard speed')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Edit Madrid' }));
    expect(await screen.findByText('213 customers, 37 left')).toBeInTheDocument();
    expect(screen.getByText(/The next is free at .* Counted from what/)).toBeInTheDocument();
    expect(screen.getByRole('progressbar', { name: 'Used in 24 hours' })).toHaveAttribute('aria-valuenow', '85.2');
  });

  it('names the plan that branches before the inbox', async () => {
    await open(({ world }) => {
      world.put('plans', planRow({ id: 'pln_1', name: 'By region', type: 'branches', inboxId: 'inb_1', branches: [{ if: [{ kind: 'label', value: 'vip' }], inboxId: 'inb_1' }] }));
      world.put('numbers', numberRow({ id: 'num_1', name: 'Madrid', inboxId: 'inb_1', planId: 'pln_1' }));
    });
    const madrid = within(await line('Madrid'));
    expect(madrid.getByText(/^Plan: .*By region/)).toBeInTheDocument();
    expect(madrid.getByText(/^Otherwise to .*Support/)).toBeInTheDocument();
  });

  it('filters by type and by status, and shows all again', async () => {
    await open((bench) => bench.world.put('numbers', numberRow({ id: 'num_3', name: 'Texts', channel: 'sms', inboxId: '', state: 'inactive', off: true })));
    const tiles = within(await screen.findByRole('group', { name: 'Channel types' }));
    expect(tiles.getByRole('button', { name: /WhatsApp Business.*2 numbers · 1 active/ })).toBeInTheDocument();
    await userEvent.click(tiles.getByRole('button', { name: /SMS/ }));
    expect(screen.queryByText('Madrid')).toBeNull();
    expect(screen.getByText('Texts')).toBeInTheDocument();
    expect(screen.queryByText('Not rated yet')).toBeNull(); // nobody rates SMS
    await userEvent.click(tiles.getByRole('button', { name: /SMS/ }));
    await userEvent.click(screen.getByRole('combobox', { name: 'Status' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Restricted' }));
    expect(await screen.findByText('No matches')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    expect(await screen.findByText('Madrid')).toBeInTheDocument();
  });

  it('leads from a type without numbers to its first', async () => {
    const opened = await open();
    const sms = await screen.findByRole('button', { name: /^SMS.*add the first/ });
    expect(sms).not.toHaveAttribute('aria-pressed');
    await userEvent.click(sms);
    expect(opened.history.at(-1)).toBe('/channels/new-sms');
  });

  it('asks which type before anything is added', async () => {
    const opened = await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Add a channel' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /WhatsApp Business/ }));
    expect(opened.history.at(-1)).toBe('/channels/new');
  });

  it('offers one form for a number that is set up already', async () => {
    const opened = await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Add a channel' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /set up already/ }));
    expect(opened.history.at(-1)).toBe('/channels/connect');
  });
});

describe('the side panel', () => {
  it.each([
    ['approved', 'Approved', ''],
    ['pending', 'Pending', '“Best Shop” is in review'],
    ['expired', 'Expired', 'The approval of the name has expired'],
  ] as const)('shows a review of the name that is %s', async (review, chip, words) => {
    await open(({ world }) => world.put('numbers', numberRow({ id: 'num_1', name: 'Madrid', inboxId: 'inb_1', news: { trouble: '', limit: 250, throughput: '', review, reviewName: 'Best Shop', reviewReason: '' } })));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Madrid' }));
    expect((await screen.findByText('Name review')).nextElementSibling).toHaveTextContent(`${chip} ${words}`.trim());
  });

  it('says how many numbers the business may have, once that is known', async () => {
    await open(({ world }) => world.put('numbers', numberRow({ id: 'num_1', name: 'Madrid', wabaId: 'wab_9', inboxId: 'inb_1' }), numberRow({ id: 'num_9', name: 'Second', wabaId: 'wab_9' })));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Madrid' }));
    await screen.findByText('Name review');
    expect(screen.queryByText('Numbers allowed')).toBeNull();
    act(() => fake.world.put('wabas', { id: 'wab_9', appId: 'app_1', name: 'Shop', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '', maxNumbers: 20 }));
    expect((await screen.findByText('Numbers allowed')).nextElementSibling).toHaveTextContent('20 in the business, 2 of this account here');
  });

  it('names what the provider said of the name, and keeps what was typed when it is closed', async () => {
    await open(({ world }) => world.put('numbers', numberRow({ id: 'num_1', name: 'Madrid', inboxId: 'inb_1', news: { trouble: '', limit: 250, throughput: '', review: 'refused', reviewName: 'Best Shop', reviewReason: 'NAME_GENERIC', username: 'bestshop' } })));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Madrid' }));
    expect(await screen.findByText('“Best Shop” was rejected (NAME_GENERIC)')).toBeInTheDocument();
    expect(screen.getByText('Rejected')).toBeInTheDocument();
    expect(screen.getByText('bestshop')).toBeInTheDocument();
    const form = (): ReturnType<typeof within> => within(screen.getByRole('form', { name: 'Settings' }));
    await userEvent.clear(form().getByLabelText('Description'));
    await userEvent.type(form().getByLabelText('Description'), 'Night shift');
    expect(form().getByText(/Not saved yet/)).toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('form', { name: 'Settings' })).toBeNull());
    await userEvent.click(screen.getByRole('button', { name: 'Edit Madrid' }));
    await waitFor(() => expect(form().getByLabelText('Description')).toHaveValue('Night shift'));
    await userEvent.click(form().getByRole('button', { name: 'Discard changes' }));
    expect(form().getByLabelText('Description')).toHaveValue('');
    await userEvent.type(form().getByLabelText('Description'), 'Day shift');
    await userEvent.click(form().getByRole('button', { name: 'Save settings' }));
    expect(await form().findByText('Saved.')).toBeInTheDocument();
    expect(form().queryByText(/Not saved yet/)).toBeNull();
    expect(fake.world.get('numbers', 'num_1')).toMatchObject({ description: 'Day shift' });
  });
});

describe('where WhatsApp is missing', () => {
  it('says that it was not bought, and whom to ask', async () => {
    await open((bench) => bench.world.put('orgs', orgRow({ seats: [{ licence: 'whatsApp', bought: 0 }] })));
    expect(await screen.findByText(/Whoever runs this relay can add WhatsApp licences/)).toBeInTheDocument();
  });

  it('says that nobody has the licence, and leads to where it is given', async () => {
    const opened = await open();
    expect(await screen.findByText('Madrid')).toBeInTheDocument();
    expect(screen.queryByText(/Nobody has the WhatsApp licence/)).toBeNull();
    act(() => void fake.world.put('users', ...fake.world.all('users').map((each) => ({ ...each, without: ['whatsApp' as const] }))));
    await userEvent.click(await screen.findByRole('button', { name: 'Open Users' }));
    expect(opened.history.at(-1)).toBe('/users');
  });
});

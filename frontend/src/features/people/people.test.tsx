import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, numberRow, orgRow, userRow } from '@/bridge/fake-rows';
import { reachOf } from '@/stores/reach';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { rolesFor } from './invite-draft';
import { PeoplePage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

async function open(role: 'owner' | 'admin' | 'agent' = 'owner'): Promise<void> {
  fake = await openFake(({ world }) => {
    world.state = { ...world.state, role };
    world.put('users', userRow({ id: 'usr_ana', name: 'Ana', role }), userRow({ id: 'usr_bruno', name: 'Bruno', presence: 'away', presenceReason: 'lunch' }), userRow({ id: 'usr_olga', name: 'Olga', role: 'owner' }), userRow({ id: 'usr_old', name: 'Zoe', active: false }));
  });
  renderPage(<PeoplePage />);
}

const last = (name: string): readonly unknown[] | undefined => fake.world.calls.filter((each) => each.name === name).at(-1)?.args;
const fill = async (label: string, text: string): Promise<void> => {
  const field = screen.getByLabelText(label);
  await userEvent.clear(field);
  await userEvent.paste(text);
};

describe('users', () => {
  it('shows role, state and presence', async () => {
    await open();
    const bruno = within((await screen.findByText('Bruno')).closest<HTMLElement>('[role="row"]') ?? document.body);
    for (const text of ['Agent', 'Active', 'On', '3', 'Away']) expect(bruno.getByText(text)).toBeInTheDocument();
    expect(bruno.getByText(/lunch/)).toBeInTheDocument();
    expect(screen.getByText('Switched off')).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });

  it('takes a licence and gives it back', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Bruno' }));
    const part = within(await screen.findByRole('region', { name: 'Licences' }));
    const licence = part.getByRole('switch', { name: 'Contact Center' });
    expect(licence).toBeChecked();
    await userEvent.click(licence);
    await waitFor(() => expect(last('user.licences')).toEqual([{ userId: 'usr_bruno', licences: ['base', 'whatsApp'], changed: ['contactCenter'] }]));
    await waitFor(() => expect(licence).not.toBeChecked());
    expect(part.getByRole('switch', { name: 'WhatsApp' })).toBeChecked();
    await userEvent.click(licence);
    await waitFor(() => expect(last('user.licences')).toEqual([{ userId: 'usr_bruno', licences: ['base', 'whatsApp', 'contactCenter'], changed: ['contactCenter'] }]));
  });

  it('says which number nobody could answer any more, before it is so', async () => {
    await open();
    act(() => fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_bruno'] })));
    act(() => fake.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', inboxId: 'inb_1', off: false })));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Bruno' }));
    const part = within(await screen.findByRole('region', { name: 'Licences' }));
    await userEvent.click(part.getByRole('switch', { name: 'Contact Center' }));
    let question = within(await screen.findByRole('dialog', { name: 'Nobody would be left to answer' }));
    expect(question.getByText(/WhatsApp_ES.* is active/)).toBeInTheDocument();
    await userEvent.click(question.getByRole('button', { name: 'Leave it as it is' }));
    await waitFor(() => expect(screen.queryByText(/is active, and after this/)).toBeNull());
    expect(last('user.licences')).toBeUndefined();
    await userEvent.click(screen.getByRole('switch', { name: /^Active/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    question = within(await screen.findByRole('dialog', { name: 'Nobody would be left to answer' }));
    await userEvent.click(question.getByRole('button', { name: 'Do it anyway' }));
    await waitFor(() => expect(last('user.update')).toMatchObject([{ userId: 'usr_bruno', active: false }]));
  });

  it('takes everything with base, and gives base alone back', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Bruno' }));
    const part = within(await screen.findByRole('region', { name: 'Licences' }));
    await userEvent.click(part.getByRole('switch', { name: 'Base' }));
    await waitFor(() => expect(last('user.licences')).toEqual([{ userId: 'usr_bruno', licences: [], changed: ['base', 'contactCenter', 'whatsApp'] }]));
    await waitFor(() => expect(part.getByRole('switch', { name: 'WhatsApp' })).not.toBeChecked());
    expect(part.getByRole('switch', { name: 'WhatsApp' })).toBeDisabled();
    await userEvent.click(part.getByRole('switch', { name: 'Base' }));
    await waitFor(() => expect(last('user.licences')).toEqual([{ userId: 'usr_bruno', licences: ['base'], changed: ['base'] }]));
    await waitFor(() => expect(part.getByRole('switch', { name: 'WhatsApp' })).toBeEnabled());
  });

  it('says how many licences are used, and gives none when none is free', async () => {
    await open();
    expect(screen.queryByRole('list', { name: 'Licences in use' })).not.toBeInTheDocument();
    act(() => {
      fake.world.put('orgs', orgRow({ seats: [{ licence: 'contactCenter', bought: 2 }, { licence: 'whatsApp', bought: 9 }] }));
      fake.world.put('users', userRow({ id: 'usr_bruno', name: 'Bruno', without: ['contactCenter', 'whatsApp'] }));
    });
    const line = within(await screen.findByRole('list', { name: 'Licences in use' }));
    expect(line.getAllByRole('listitem').map((each) => each.textContent)).toEqual(['Contact Center2 of 2 usednone free', 'WhatsApp2 of 9 used']);
    const bruno = within((await screen.findByText('Bruno')).closest<HTMLElement>('[role="row"]') ?? document.body);
    expect(bruno.getByText('Base')).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Edit Bruno' }));
    const part = within(await screen.findByRole('region', { name: 'Licences' }));
    expect(part.getByRole('switch', { name: /^Contact Center/ })).toBeDisabled();
    expect(part.getByText(/2 of 2 used, none free/)).toBeInTheDocument();
    expect(part.getByRole('switch', { name: /^WhatsApp/ })).toBeEnabled();
  });

  it('puts a person into inboxes at a level, and says from where they may write', async () => {
    await open();
    act(() => {
      fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: ['usr_bruno'] }), inboxRow({ id: 'inb_2', name: 'Returns', members: [] }));
      fake.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES' }));
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Bruno' }));
    const form = within(await screen.findByRole('form', { name: 'Bruno' }));
    expect(form.getByLabelText('Level in Support')).toHaveValue('1');
    await userEvent.click(form.getByRole('combobox', { name: 'Inboxes' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Returns' }));
    await userEvent.clear(form.getByLabelText('Level in Returns'));
    await userEvent.type(form.getByLabelText('Level in Returns'), '101');
    expect(form.getByText('Choose a whole number from 1 to 100.')).toBeInTheDocument();
    await userEvent.click(form.getByRole('button', { name: 'Save' }));
    expect(last('user.update')).toBeUndefined();
    await userEvent.clear(form.getByLabelText('Level in Returns'));
    await userEvent.type(form.getByLabelText('Level in Returns'), '40');
    await userEvent.click(form.getByRole('combobox', { name: 'Begins conversations from' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Only certain numbers' }));
    expect(form.getByText("Without a number here they can't begin any.")).toBeInTheDocument();
    await userEvent.click(form.getByRole('combobox', { name: 'Numbers' }));
    await userEvent.click(await screen.findByRole('option', { name: 'WhatsApp_ES' }));
    await userEvent.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('user.update')).toMatchObject([{ userId: 'usr_bruno', outbound: { only: true, numbers: ['num_1'] }, places: { list: [{ inboxId: 'inb_2', level: 40 }] }, edited: { places: [{ inboxId: 'inb_2', level: 0 }] } }]));
    // What was not changed is not said: a colleague may have changed it meanwhile.
    await screen.findByText('Saved.');
    await userEvent.click(form.getByRole('switch', { name: /^Accept offers/ }));
    await userEvent.click(form.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(last('user.update')).toMatchObject([{ autoAccept: true }]));
    expect(last('user.update')?.[0]).not.toHaveProperty('places');
  });

  it('takes nobody out of an inbox whose agents are not all known', async () => {
    await open();
    act(() => fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: [], cut: true })));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Bruno' }));
    expect(await screen.findByText(/Change its agents under Inboxes/)).toBeInTheDocument();
    expect(screen.queryByRole('combobox', { name: 'Inboxes' })).toBeNull();
  });

  it('arranges in the invitation what its person is going to have', async () => {
    await open();
    act(() => fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: [] })));
    await userEvent.click(await screen.findByRole('button', { name: 'Invite user' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Invite user' }));
    await fill('Name', 'Chen');
    await fill('E-mail address', 'chen@example.com');
    await userEvent.click(dialog.getByRole('combobox', { name: 'Inboxes' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Support' }));
    await userEvent.click(dialog.getByRole('switch', { name: /^WhatsApp conversations/ }));
    expect(dialog.getByText('They need the WhatsApp channel and all licences to be in an inbox.')).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Create invitation' }));
    expect(last('people.invite')).toBeUndefined();
    await userEvent.click(dialog.getByRole('switch', { name: /^WhatsApp conversations/ }));
    await userEvent.type(dialog.getByLabelText('Conversations at once'), '8');
    await userEvent.click(dialog.getByRole('combobox', { name: 'Presence at first sign-in' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Away' }));
    await userEvent.click(dialog.getByRole('combobox', { name: 'Reason' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Training' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Create invitation' }));
    await waitFor(() => expect(last('people.invite')).toMatchObject([{ arranged: { presence: 'away', reason: 'Training', whatsApp: true, capacity: 8, outbound: { only: false }, places: { list: [{ inboxId: 'inb_1', level: 1 }] } } }]));
    await userEvent.click(await screen.findByRole('button', { name: 'Done' }));
    const opened = within(await screen.findByRole('region', { name: 'Open invitations' }));
    expect(opened.getByText(/in .*Support/)).toBeInTheDocument();
    expect(opened.getByText(/^begins Away: .*Training/)).toBeInTheDocument();
  });

  it('keeps an invitation that was closed by Escape, without what was deleted meanwhile, until it is made or discarded', async () => {
    await open();
    act(() => fake.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', members: [] }), inboxRow({ id: 'inb_2', name: 'Returns', members: [] })));
    fireEvent.click(await screen.findByRole('button', { name: 'Invite user' }));
    let dialog = within(await screen.findByRole('dialog', { name: 'Invite user' }));
    expect(dialog.queryByRole('button', { name: 'Discard it' })).toBeNull();
    fireEvent.change(dialog.getByLabelText('Name'), { target: { value: 'Chen' } });
    fireEvent.change(dialog.getByLabelText('E-mail address'), { target: { value: 'chen@example.com' } });
    fireEvent.change(dialog.getByLabelText('Conversations at once'), { target: { value: '8' } });
    fireEvent.click(dialog.getByRole('switch', { name: /^Accept offers/ }));
    for (const inbox of ['Support', 'Returns']) {
      fireEvent.click(dialog.getByRole('combobox', { name: 'Inboxes' }));
      fireEvent.click(await screen.findByRole('option', { name: inbox }));
    }
    await userEvent.keyboard('{Escape}{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    act(() => fake.world.drop('inboxes', 'inb_2'));
    fireEvent.click(screen.getByRole('button', { name: 'Invite user' }));
    dialog = within(await screen.findByRole('dialog', { name: 'Invite user' }));
    expect(dialog.getByText(/What you typed before is kept here/)).toBeInTheDocument();
    expect([dialog.getByLabelText('Name'), dialog.getByLabelText('Conversations at once')].map((each) => (each as HTMLInputElement).value)).toEqual(['Chen', '8']);
    fireEvent.click(dialog.getByRole('button', { name: 'Create invitation' }));
    await waitFor(() => expect(last('people.invite')).toMatchObject([{ name: 'Chen', email: 'chen@example.com', arranged: { capacity: 8, autoAccept: true, places: { list: [{ inboxId: 'inb_1', level: 1 }] } } }]));
    fireEvent.click(await screen.findByRole('button', { name: 'Done' }));
    fireEvent.click(screen.getByRole('button', { name: 'Invite user' }));
    dialog = within(await screen.findByRole('dialog', { name: 'Invite user' }));
    expect(dialog.getByLabelText('Name')).toHaveValue('');
    fireEvent.change(dialog.getByLabelText('Name'), { target: { value: 'Dora' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click(screen.getByRole('button', { name: 'Invite user' }));
    dialog = within(await screen.findByRole('dialog', { name: 'Invite user' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Discard it' }));
    expect(dialog.getByLabelText('Name')).toHaveValue('');
    expect(dialog.queryByRole('button', { name: 'Discard it' })).toBeNull();
  });

  it('shows an agent nothing of what was bought', async () => {
    await open('agent');
    act(() => fake.world.put('orgs', orgRow({ seats: [{ licence: 'contactCenter', bought: 2 }] })));
    await screen.findByText('Bruno');
    expect(screen.queryByRole('list', { name: 'Licences in use' })).not.toBeInTheDocument();
  });

  it('invites somebody and shows link and code once', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Invite user' }));
    const dialog = await screen.findByRole('dialog', { name: 'Invite user' });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Create invitation' }));
    expect(within(dialog).getAllByText('Fill this in.')).toHaveLength(2);
    expect(within(dialog).getByLabelText('E-mail address')).toHaveAccessibleDescription(/Only this address can be used to join/);
    await fill('Name', 'Chen');
    await fill('E-mail address', 'chen');
    expect(within(dialog).getByText('Write an address like name@example.com.')).toBeInTheDocument();
    await fill('E-mail address', 'chen@example.com');
    fake.world.fail('people.invite', new BridgeError('conflict', 'Somebody with this address is here already.', 'emailTaken'));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Create invitation' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('Somebody with this address is here already.');
    expect(screen.getByLabelText('Name')).toHaveValue('Chen');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Create invitation' }));
    const shown = within(await screen.findByRole('dialog', { name: 'Invitation for Chen' }));
    expect(shown.getByText('Only chen@example.com can join with it.')).toBeInTheDocument();
    await userEvent.keyboard('{Escape}'); // would throw away what is shown once
    expect(shown.queryByRole('button', { name: 'Close' })).toBeNull();
    await userEvent.click(shown.getByRole('button', { name: 'Copy: Link' }));
    await userEvent.click(shown.getByRole('button', { name: 'Copy: Code' }));
    expect(fake.office.copied).toEqual(['https://relay.example/join#K7Q2-M4XD', 'K7Q2-M4XD']);
    await userEvent.click(shown.getByRole('button', { name: 'Done' }));
    const opened = within(await screen.findByRole('region', { name: 'Open invitations' }));
    expect(opened.getByText('chen@example.com')).toBeInTheDocument();
    expect(opened.getByText('begins Online')).toBeInTheDocument();
    expect(document.body).not.toHaveTextContent('K7Q2');
    const [was] = fake.office.invitations;
    fireEvent.click(opened.getByRole('button', { name: 'New code for Chen' }));
    const again = within(await screen.findByRole('dialog', { name: 'Invitation for Chen' }));
    expect(again.getByText('The earlier link and code do not work any more.')).toBeInTheDocument();
    expect(again.getByText('N3W2-C0D3')).toBeInTheDocument();
    expect(last('people.reinvite')).toEqual([{ ids: [was?.id] }]);
    fireEvent.click(again.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(document.body).not.toHaveTextContent('N3W2'));
    const revoke = (): HTMLElement => screen.getByLabelText('Revoke the invitation of Chen');
    await waitFor(() => expect(revoke()).toBeEnabled());
    fireEvent.click(revoke());
    await waitFor(() => expect(screen.queryByText('chen@example.com')).toBeNull());
  });

  it('keeps the licences that an invitation names, of those that are free', async () => {
    await open();
    act(() => fake.world.put('orgs', orgRow({ seats: [{ licence: 'contactCenter', bought: 3 }, { licence: 'whatsApp', bought: 4 }] })));
    await userEvent.click(await screen.findByRole('button', { name: 'Invite user' }));
    const chosen = within(within(await screen.findByRole('dialog', { name: 'Invite user' })).getByRole('group', { name: 'Licences' }));
    expect(chosen.getByRole('switch', { name: /^Contact Center/ })).toBeDisabled();
    expect(chosen.getByText(/3 of 3 used, none free/)).toBeInTheDocument();
    expect(chosen.getByRole('switch', { name: /^WhatsApp/ })).toBeChecked();
    await userEvent.click(chosen.getByRole('switch', { name: 'Base' }));
    expect(chosen.getByRole('switch', { name: /^WhatsApp/ })).not.toBeChecked();
    expect(chosen.getByRole('switch', { name: /^WhatsApp/ })).toBeDisabled();
    await userEvent.click(chosen.getByRole('switch', { name: 'Base' }));
    await userEvent.click(chosen.getByRole('switch', { name: /^WhatsApp/ }));
    await fill('Name', 'Chen');
    await fill('E-mail address', 'chen@example.com');
    await userEvent.click(screen.getByRole('button', { name: 'Create invitation' }));
    await waitFor(() => expect(last('people.invite')).toMatchObject([{ name: 'Chen', email: 'chen@example.com', role: 'agent', without: ['contactCenter'] }]));
    await userEvent.click(await screen.findByRole('button', { name: 'Done' }));
    const opened = within(await screen.findByRole('region', { name: 'Open invitations' }));
    expect(opened.getByText('Base, WhatsApp')).toBeInTheDocument();
    const line = within(screen.getByRole('list', { name: 'Licences in use' }));
    expect(line.getByText('4 of 4 used')).toBeInTheDocument();
    expect(await line.findByText('4 of 4 used')).toBeInTheDocument();
    act(() => { // Chen comes
      fake.world.drop('reservations', fake.office.invitations[0]?.id ?? '');
      fake.office.invitations = [];
      fake.world.put('users', userRow({ id: 'usr_chen', name: 'Chen', without: ['contactCenter'] }));
    });
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Open invitations' })).not.toBeInTheDocument());
    expect(line.getByText('4 of 4 used')).toBeInTheDocument();
  });

  it('changes a colleague, and refuses a capacity that is none', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Bruno' }));
    const panel = within(await screen.findByRole('form', { name: 'Bruno' }));
    await userEvent.clear(panel.getByLabelText('Conversations at once'));
    await userEvent.type(panel.getByLabelText('Conversations at once'), '0');
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    expect(panel.getByText('Choose a whole number from 1 to 100.')).toBeInTheDocument();
    expect(last('user.update')).toBeUndefined();
    await userEvent.clear(panel.getByLabelText('Conversations at once'));
    await userEvent.type(panel.getByLabelText('Conversations at once'), '7');
    await userEvent.click(panel.getByRole('switch', { name: /WhatsApp conversations/ }));
    await userEvent.click(panel.getByRole('switch', { name: /Accept offers automatically/ }));
    await userEvent.click(panel.getByRole('button', { name: 'Save' }));
    expect(await panel.findByText('Saved.')).toBeInTheDocument();
    expect(fake.world.get('users', 'usr_bruno')).toMatchObject({ capacity: 7, autoAccept: true, whatsApp: false, active: true });
  });

  it('makes a reset code, sets presence, and signs a device out after a question', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Bruno' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Create reset code' }));
    expect(await screen.findByText('K7Q2-M4XD')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Set to Offline' }));
    await waitFor(() => expect(last('presence.set')).toEqual([{ userId: 'usr_bruno', state: 'offline', reason: '' }]));
    await userEvent.click(screen.getByRole('combobox', { name: 'Reason, when away' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Training' }));
    await userEvent.click(screen.getByRole('button', { name: 'Set to Away' }));
    await waitFor(() => expect(last('presence.set')).toEqual([{ userId: 'usr_bruno', state: 'away', reason: 'Training' }]));
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out This computer' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out' }));
    await waitFor(() => expect(last('people.revokeDevice')).toEqual([{ deviceId: 'dev_1' }]));
  });

  it('rule 6: signs somebody out everywhere after a question', async () => {
    await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Bruno' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out everywhere' }));
    const question = within(await screen.findByRole('dialog', { name: 'Sign out on all devices?' }));
    expect(last('people.signOutAll')).toBeUndefined();
    await userEvent.click(question.getByRole('button', { name: 'Sign out everywhere' }));
    await waitFor(() => expect(last('people.signOutAll')).toEqual([{ userId: 'usr_bruno' }]));
    expect(await screen.findByText('Not signed in on any device.')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Sign out everywhere' })).toBeNull();
  });

  it('guards an owner from an admin, and everybody from themselves', async () => {
    await open('admin');
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Olga' }));
    expect(within(await screen.findByRole('form', { name: 'Olga' })).getByRole('button', { name: 'Save' })).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Ana' }));
    expect(within(await screen.findByRole('form', { name: 'Ana' })).getByRole('switch', { name: /Active/ })).toBeDisabled();
  });

  it('lets agents look only', async () => {
    await open('agent');
    expect(await screen.findByText('Bruno')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Edit|Invite/ })).toBeNull();
    expect(rolesFor('admin')).not.toContain('owner');
  });
});

describe('rule 6: controls that the relay would refuse are not offered', () => {
  const roles = ['owner', 'admin', 'agent'] as const;
  for (const mine of roles) {
    for (const role of roles) {
      for (const self of mine === role ? [true, false] : [false]) {
        it(`${mine} looks at ${self ? 'themselves' : role}`, () => {
          const reach = reachOf(mine, { role }, self);
          expect(reach.touch).toBe(mine === 'owner' || (mine === 'admin' && role !== 'owner'));
          if (self) expect([reach.role, reach.active]).toEqual([false, false]);
          if (mine === 'admin' && role !== 'agent') expect([reach.role, reach.reset]).toEqual([false, false]);
          if (!reach.touch) expect([reach.role, reach.active, reach.reset]).toEqual([false, false, false]);
        });
      }
    }
  }

  it('an admin sees of an owner what they are called, and no more', async () => {
    await open('admin');
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Olga' }));
    const panel = await screen.findByRole('dialog');
    expect(panel).toHaveTextContent('Only an owner can change an owner.');
    expect(within(panel).queryByRole('button', { name: 'Create reset code' })).toBeNull();
    expect(within(panel).queryByRole('region', { name: 'Devices' })).toBeNull();
  });
});

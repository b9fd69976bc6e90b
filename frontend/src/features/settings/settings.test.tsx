import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { orgRow, queuedRow, userRow } from '@/bridge/fake-rows';
import { saveAfterClose } from '@/stores/after-close';
import { useDesk } from '@/stores/desk';
import { useSettings } from '@/stores/settings';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { SettingsPage } from './page';

let fake: FakeBridge;

afterEach(() => {
  closeFake();
  useSettings.setState({ settings: null });
});

async function open(prepare: (fake: FakeBridge) => void = () => undefined): Promise<void> {
  fake = await openFake((bench) => {
    bench.world.put('users', userRow({ id: 'usr_ana', name: 'Ana', role: 'owner' }));
    prepare(bench);
  });
  renderPage(<SettingsPage />);
  await screen.findByRole('region', { name: 'Appearance' });
}

const calls = (name: string): readonly (readonly unknown[])[] => fake.world.calls.filter((each) => each.name === name).map((each) => each.args);

describe('settings', () => {
  it('stores what is chosen and draws it', async () => {
    await open();
    await userEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    await waitFor(() => expect(document.documentElement).toHaveAttribute('data-mantine-color-scheme', 'dark'));
    await userEvent.click(screen.getByRole('switch', { name: /Enter sends/ }));
    await waitFor(() => expect(fake.world.settings).toMatchObject({ theme: 'dark', enterSends: false }));
    await userEvent.click(screen.getByRole('radio', { name: 'Match the system' }));
    expect(await axeFindings()).toEqual([]);
  });

  it('holds each reply back for as long as is chosen', async () => {
    await open();
    await userEvent.click(screen.getByRole('combobox', { name: 'Undo send' }));
    await userEvent.click(await screen.findByRole('option', { name: '10 seconds' }));
    await waitFor(() => expect(fake.world.settings).toMatchObject({ undoSeconds: 10 }));
  });

  it('keeps when the shift ends, and takes it back', async () => {
    await open();
    const field = screen.getByLabelText(/^Shift ends at/u);
    const kept = (): number | undefined => fake.world.get('users', 'usr_ana')?.dayEnds;
    await userEvent.type(field, '18:30');
    await userEvent.tab();
    await waitFor(() => expect(kept()).toBe(18 * 60 + 30));
    expect(calls('user.preferences').at(-1)).toEqual([{ readReceipts: true, keepReceipts: true, dayEnds: 1110 }]);
    await waitFor(() => expect(field).toBeEnabled());
    await userEvent.clear(field);
    await userEvent.tab();
    await waitFor(() => expect(kept()).toBe(0));
  });

  it('lets owners and admins choose what happens to templates without an opt-in', async () => {
    await open(({ world }) => {
      world.put('orgs', orgRow({ optIns: 'warn' }));
      world.fail('optIn.rule', new BridgeError('unavailable', 'The relay is busy.', 'busy'));
    });
    const part = within(await screen.findByRole('region', { name: 'Templates without an opt-in' }));
    expect(part.getByRole('radio', { name: /^Warn/ })).toBeChecked();
    await userEvent.click(part.getByRole('radio', { name: /^Refuse them/ }));
    expect(await part.findByRole('alert')).toHaveTextContent('The relay is busy.');
    expect(part.getByRole('radio', { name: /^Warn/ })).toBeChecked();
    await userEvent.click(part.getByRole('radio', { name: /^Refuse them/ }));
    await waitFor(() => expect(part.getByRole('radio', { name: /^Refuse them/ })).toBeChecked());
    expect(calls('optIn.rule')).toEqual([[{ rule: 'strict' }], [{ rule: 'strict' }]]);
  });

  it('keeps that choice from agents', async () => {
    await open(({ world }) => {
      world.state = { ...world.state, role: 'agent' };
      world.put('orgs', orgRow({ optIns: 'warn' }));
    });
    expect(screen.queryByRole('region', { name: 'Templates without an opt-in' })).toBeNull();
  });

  it('puts a switch back when it could not be stored', async () => {
    await open(({ world }) => world.fail('system.saveSettings', new BridgeError('internal', 'The disk is full.', 'disk')));
    const mute = screen.getByRole('switch', { name: 'Mute all sounds' });
    await userEvent.click(mute);
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');
    await waitFor(() => expect(mute).not.toBeChecked());
  });

  it('says what this computer could not do last, and leads to the test of its alerts', async () => {
    await open(({ office }) => (office.abilities = { notifications: false, sound: true, clipboard: true, problems: [{ code: 'unavailable', subcode: 'notifications' }, { code: 'unavailable', subcode: 'sound', params: { context: 'speaker' } }] }));
    expect(await screen.findByText('System notifications are not available here, so alerts appear inside Parley.')).toBeInTheDocument();
    expect(screen.getByText('No sound could be played. Is a speaker connected?')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Test my alerts' })).toHaveAttribute('href', expect.stringContaining('/notifications'));
  });

  it('stores the blue ticks at the relay', async () => {
    await open();
    await userEvent.click(screen.getByRole('switch', { name: /blue ticks/ }));
    await waitFor(() => expect(fake.world.get('users', 'usr_ana')?.readReceipts).toBe(false));
  });

  it('keeps what follows on closing for all of the person\'s computers, and says so while they cannot be reached', async () => {
    await open();
    const what = screen.getByRole('combobox', { name: 'What to show next' });
    expect(what).toHaveValue('Stay with it');
    await userEvent.click(what);
    await userEvent.click(await screen.findByRole('option', { name: 'Next in the list' }));
    await waitFor(() => expect(fake.world.get('users', 'usr_ana')).toMatchObject({ afterClose: 'next', readReceipts: true }));
    expect(calls('user.preferences')).toEqual([[{ readReceipts: true, keepReceipts: true, afterClose: 'next' }]]);
    await waitFor(() => expect(what).toHaveValue('Next in the list'));
    // Another of their computers chose.
    act(() => fake.world.put('users', { ...fake.world.need('users', 'usr_ana'), afterClose: 'oldest' }));
    await waitFor(() => expect(what).toHaveValue('Whoever waits longest'));
    act(() => fake.world.setOnline(false));
    await waitFor(() => expect(what).toBeDisabled());
    act(() => fake.world.setOnline(true));
    await waitFor(() => expect(what).toBeEnabled());
  });

  it('leaves what follows on closing alone while the page does not know the person yet', async () => {
    await open();
    const what = screen.getByRole('combobox', { name: 'What to show next' });
    act(() => useDesk.setState({ users: new Map() }));
    await waitFor(() => expect(what).toBeDisabled());
    await act(() => saveAfterClose('next'));
    expect(calls('user.preferences')).toEqual([]);
  });

  it('has offers accepted by themselves, for whoever gets any', async () => {
    await open();
    const auto = screen.getByRole('switch', { name: /Accept offers automatically/ });
    expect(auto).not.toBeChecked();
    await userEvent.click(auto);
    await waitFor(() => expect(calls('user.preferences')).toEqual([[{ readReceipts: true, keepReceipts: true, autoAccept: true }]]));
    await waitFor(() => expect(auto).toBeChecked());
    act(() => fake.world.put('users', { ...fake.world.need('users', 'usr_ana'), whatsApp: false }));
    await waitFor(() => expect(screen.queryByRole('switch', { name: /Accept offers automatically/ })).toBeNull());
  });

  it('edits the reasons for being away, for supervisors', async () => {
    await open();
    const part = within(screen.getByRole('region', { name: 'Reasons for being away' }));
    expect(part.getByText('Training')).toBeInTheDocument();
    await userEvent.type(part.getByRole('combobox'), 'Stocktaking{Enter}');
    await userEvent.click(part.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(calls('presence.reasons')).toEqual([[{ reasons: ['Break', 'Lunch', 'Training', 'Meeting', 'Stocktaking'], was: ['Break', 'Lunch', 'Training', 'Meeting'] }]]));
    await userEvent.click(part.getByRole('button', { name: 'Use the usual ones' }));
    await waitFor(() => expect(calls('presence.reasons').at(-1)).toEqual([{ reasons: [] }]));
    closeFake();
    cleanup();
    await open(({ world }) => (world.state = { ...world.state, role: 'agent' }));
    expect(screen.queryByRole('region', { name: 'Reasons for being away' })).toBeNull();
  });

  it('leaves the reasons that a colleague puts there meanwhile', async () => {
    await open();
    const part = within(screen.getByRole('region', { name: 'Reasons for being away' }));
    await userEvent.type(part.getByRole('combobox'), 'Gym{Enter}');
    act(() => fake.world.put('orgs', orgRow({ awayReasons: ['Break', 'Lunch', 'Doctor'] })));
    expect(await part.findByText('Doctor')).toBeInTheDocument();
    expect(part.queryByText('Training')).toBeNull();
    await userEvent.click(part.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(calls('presence.reasons')).toEqual([[{ reasons: ['Break', 'Lunch', 'Doctor', 'Gym'], was: ['Break', 'Lunch', 'Doctor'] }]]));
  });

  it('warns of unsent replies before it signs out', async () => {
    await open(({ world }) => (world.queued = [queuedRow({ clientId: 'c1', threadId: 't1' }), queuedRow({ clientId: 'c2', threadId: 't1' })]));
    await userEvent.click(within(screen.getByRole('region', { name: 'Account' })).getByRole('button', { name: 'Sign out' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Sign out now?' }));
    expect(dialog.getByText('2 replies have not been sent yet. They would be lost.')).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Stay signed in' }));
    expect(calls('session.signOut')).toEqual([[false]]);
  });

  it('rule 6: signs out on all other computers after a question, and only there', async () => {
    const other = { id: 'dev_2', name: 'Laptop', platform: 'linux', createdAt: 1, lastSeenAt: 1, current: false };
    await open(({ office }) => (office.devices = [...office.devices, other]));
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out on all other computers' }));
    const question = within(await screen.findByRole('dialog', { name: 'Sign out on all other computers?' }));
    expect(calls('people.signOutAll')).toEqual([]);
    await userEvent.click(question.getByRole('button', { name: 'Sign out on all other computers' }));
    await waitFor(() => expect(calls('people.signOutAll')).toEqual([[{ userId: 'usr_ana' }]]));
    await waitFor(() => expect(screen.queryByText('Laptop')).toBeNull());
    expect(screen.getByText('This computer')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Sign out on all other computers' })).toBeNull();
  });

  it('says when the session lies in a file', async () => {
    await open(({ world }) => (world.state = { ...world.state, keychain: false }));
    expect(screen.getByText(/encrypted file in your user folder/)).toBeInTheDocument();
  });

  it('changes the password and keeps what was typed when it is refused', async () => {
    await open();
    const form = within(screen.getByRole('form', { name: 'Password' }));
    await userEvent.click(form.getByLabelText('Current password'));
    await userEvent.paste('the old sentence');
    await userEvent.click(form.getByLabelText('New password'));
    await userEvent.paste('short');
    await userEvent.click(form.getByRole('button', { name: 'Change the password' }));
    expect(form.getByText('Use at least 10 characters.')).toBeInTheDocument();
    await userEvent.click(form.getByLabelText('New password'));
    await userEvent.paste(' but longer');
    fake.world.fail('admin.changePassword', new BridgeError('forbidden', 'The current password is not right.', 'password'));
    await userEvent.click(form.getByRole('button', { name: 'Change the password' }));
    expect(await form.findByRole('alert')).toHaveTextContent('The current password is not right.');
    expect(form.getByLabelText('New password')).toHaveValue('short but longer');
    await userEvent.click(form.getByRole('button', { name: 'Change the password' }));
    expect(await form.findByText('The password is changed.')).toBeInTheDocument();
    expect(form.getByLabelText('New password')).toHaveValue('');
  });
});

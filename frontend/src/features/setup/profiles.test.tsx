import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { numberRow, userRow } from '@/bridge/fake-rows';
import type { Profile, ShownProfile } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { ProfilesPage } from './profiles-page';

let fake: FakeBridge;

const profile = (about: string): Profile => ({ about, address: '', description: '', email: '', vertical: '', websites: [] });

beforeEach(async () => {
  fakeLayout(600, 53, 1200);
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', role: 'owner' }));
    world.put('profiles', { id: 'pro_1', name: 'Shop', profile: profile('Lamps'), picture: '', seq: 3 });
    world.put('numbers', numberRow({ id: 'num_1', name: 'Support', profileId: 'pro_1', profile: profile('Lamps'), shown: { seq: 3, at: 1, lookedAt: 1 } }));
  });
});

afterEach(closeFake);

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });
const called = (name: string): number => fake.world.calls.filter((each) => each.name === name).length;

function shows(shown: ShownProfile): void {
  fake.world.put('numbers', { ...fake.world.need('numbers', 'num_1'), shown });
}

describe('business profiles', () => {
  it('lists each with the numbers that use it, and whether Meta has it', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles');
    const row = (await screen.findByText('Shop')).closest('[role="row"]') as HTMLElement;
    expect(within(row).getByText('Support')).toBeInTheDocument();
    expect(within(row).getByText('Meta shows this')).toBeInTheDocument();
    shows({ seq: 2, at: 1, lookedAt: 1 });
    expect(await within(row).findByText('On its way to Meta')).toBeInTheDocument();
    shows({ seq: 2, at: 1, lookedAt: 1, said: { code: 'invalid', subcode: 'email' } });
    expect(await within(row).findByText('Refused for 1 number')).toBeInTheDocument();
  });

  it('makes one, and asks for a name first', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles/new');
    await userEvent.click(await screen.findByRole('button', { name: 'Save profile' }));
    expect(await screen.findByText('Fill this in.')).toBeInTheDocument();
    expect(called('profile.put')).toBe(0);
    await userEvent.type(screen.getByLabelText('Name of the profile'), 'Workshop');
    await userEvent.type(screen.getByLabelText('About'), 'We mend lamps');
    await userEvent.click(button('Save profile'));
    await waitFor(() => expect(fake.world.all('profiles').find((each) => each.name === 'Workshop')?.profile.about).toBe('We mend lamps'));
  });

  it('keeps a new one that was begun when it is closed, until it is saved or discarded', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles/new');
    fireEvent.change(await screen.findByLabelText('Name of the profile'), { target: { value: 'Workshop' } });
    fireEvent.change(screen.getByLabelText('Description'), { target: { value: 'We mend lamps of all kinds' } });
    fireEvent.click(button('Close'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click(button('New profile'));
    expect(await screen.findByLabelText('Description')).toHaveValue('We mend lamps of all kinds');
    fireEvent.click(button('Discard it'));
    expect([screen.getByLabelText('Name of the profile'), screen.getByLabelText('Description')].map((each) => (each as HTMLInputElement).value)).toEqual(['', '']);
  });

  it('stays open when somebody deletes it, and creates it again with what was typed', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles/pro_1');
    fireEvent.change(await screen.findByLabelText('About'), { target: { value: 'Lamps and more' } });
    act(() => fake.world.drop('profiles', 'pro_1'));
    const said = within(await screen.findByRole('alert'));
    expect(said.getByText(/Somebody deleted .*Shop.* while this was open/)).toBeInTheDocument();
    fireEvent.click(said.getByRole('button', { name: 'Create it again with this' }));
    await waitFor(() => expect(fake.world.all('profiles')).toMatchObject([{ name: 'Shop', profile: { about: 'Lamps and more' } }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('changes one, and says where the change goes', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles/pro_1');
    const about = await screen.findByLabelText('About');
    await userEvent.clear(about);
    await userEvent.type(about, 'Lamps and more');
    await userEvent.click(button('Save profile'));
    expect(await screen.findByText('Saved. It goes to Meta now.')).toBeInTheDocument();
    expect(fake.world.need('profiles', 'pro_1')).toMatchObject({ profile: { about: 'Lamps and more' }, seq: 4 });
  });

  it('asks Meta when somebody looks, shows what differs, and takes either side', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles/pro_1');
    await waitFor(() => expect(called('profile.look')).toBe(1));
    shows({ seq: 3, at: 1, lookedAt: 2, theirs: profile('Boats') });
    const table = await screen.findByRole('table', { name: '' });
    expect(within(table).getByRole('row', { name: 'About Lamps Boats' })).toBeInTheDocument();
    await userEvent.click(button('Put ours back'));
    await waitFor(() => expect(fake.world.need('numbers', 'num_1').shown?.theirs).toBeUndefined());
    shows({ seq: 3, at: 1, lookedAt: 2, theirs: profile('Boats') });
    await userEvent.click(await screen.findByRole('button', { name: 'Take theirs' }));
    await waitFor(() => expect(fake.world.need('profiles', 'pro_1').profile.about).toBe('Boats'));
  });

  it('deletes one that no number uses, and says which uses it otherwise', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles');
    await userEvent.click(await screen.findByRole('button', { name: 'Delete Shop' }));
    expect(await screen.findByText(/^Support use it/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Delete profile' })).toBeNull();
    await userEvent.click(button('Cancel'));
    fake.world.put('numbers', { ...fake.world.need('numbers', 'num_1'), profileId: '' });
    await userEvent.click(await screen.findByRole('button', { name: 'Delete Shop' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Delete profile' }));
    await waitFor(() => expect(fake.world.get('profiles', 'pro_1')).toBeUndefined());
  });

  it('refuses a logo that is too large before anything is read', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles/pro_1');
    const input = await screen.findByLabelText('Choose a picture…', { selector: 'input' });
    await userEvent.upload(input, new File([new Uint8Array(5 * 1024 * 1024 + 1)], 'big.png', { type: 'image/png' }));
    expect(await screen.findByText('This picture is larger than 5 MB. Choose a smaller one.')).toBeInTheDocument();
    expect(fake.world.calls.some((each) => each.name.toLowerCase().includes('attach'))).toBe(false);
  });

  it('refuses a file that Go does not take for a picture', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles/pro_1');
    const input = await screen.findByLabelText('Choose a picture…', { selector: 'input' });
    await userEvent.upload(input, new File(['no picture'], 'logo.bin', { type: 'image/png' }));
    expect(await screen.findByText('This is not a JPEG or PNG that can be shown. Choose another picture.')).toBeInTheDocument();
    expect([...fake.world.files.values()].every((each) => each.dropped)).toBe(true);
  });

  it('says of a picture that Go gives nobody to draw that it is damaged or has too many pixels', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles/pro_1');
    const input = await screen.findByLabelText('Choose a picture…', { selector: 'input' });
    await userEvent.upload(input, new File(['a picture of 30,000 by 30,000 pixels'], 'huge.png', { type: 'image/png' }));
    const dialog = await screen.findByRole('dialog', { name: 'Crop the logo' });
    const picture = dialog.querySelector('img');
    if (picture === null) throw new Error('nothing is drawn');
    fireEvent.error(picture);
    expect(await screen.findByText(/damaged, or has more than 16 million pixels/)).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Crop the logo' })).toBeNull());
    expect([...fake.world.files.values()].every((each) => each.dropped)).toBe(true);
  });

  it('has no findings by axe', async () => {
    renderPage(<ProfilesPage />, '/channels/profiles');
    await screen.findByText('Shop');
    expect(await axeFindings()).toEqual([]);
  });
});

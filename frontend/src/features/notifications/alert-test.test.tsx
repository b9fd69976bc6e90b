import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, userRow } from '@/bridge/fake-rows';
import type { AlertLink } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { NotificationsPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 57, 900));
afterEach(closeFake);

/** The page after a test whose links are as given, the others work. */
async function tested(changed: readonly AlertLink[] = [], prepare: (fake: FakeBridge) => void = () => undefined): Promise<void> {
  fake = await openFake((made) => {
    const { world, office } = made;
    world.put('users', userRow({ id: world.state.userId, presence: 'online' }));
    world.put('inboxes', inboxRow({ id: 'inb_own', members: [world.state.userId] }));
    office.alertTest = { ...office.alertTest, links: office.alertTest.links.map((each) => changed.find((other) => other.name === each.name) ?? each) };
    prepare(made);
  });
  renderPage(<NotificationsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Test my alerts' }));
  await screen.findByRole('region', { name: 'Test of your alerts' });
}

function link(name: string): HTMLElement {
  const row = within(screen.getByRole('list', { name: 'Links of the chain' })).getByText(name).closest('li');
  if (row === null) throw new Error(name);
  return row;
}

describe('the test of alerts', () => {
  it('asks what only the person can say, and believes them', async () => {
    await tested();
    expect(screen.getByText('Everything that can be measured works. Did it reach you?')).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'I saw it' }));
    await waitFor(() => expect(link('Seen by you')).toHaveTextContent('You saw it 3 s after it was sent.'));
    expect(fake.world.calls.filter((each) => each.name === 'system.sawAlert').map((each) => each.args)).toEqual([['ntf_1']]);
    await userEvent.click(screen.getByRole('button', { name: 'I heard it' }));
    expect(screen.getByText('Alerts reach you.')).toBeInTheDocument();
  });

  it('hears of a click on the notification from the system', async () => {
    await tested();
    act(() => void (fake.office.alertTest = { ...fake.office.alertTest, seenAt: fake.office.alertTest.raisedAt + 8000 }));
    await waitFor(() => expect(link('Seen by you')).toHaveTextContent('You saw it 8 s after'), { timeout: 3000 });
  });

  it.each([
    ['Relay', [{ name: 'relay', did: 'broken', why: '', problem: { code: 'unavailable', subcode: 'offline' } }], "The relay can't be reached."],
    ['Notification', [{ name: 'shown', did: 'off', why: '' }], 'System notifications are switched off in Parley'],
    ['Notification', [{ name: 'shown', did: 'broken', why: '', problem: { code: 'unavailable', subcode: 'notifications' } }], 'on Linux, a notification service has to run'],
    ['Do not disturb', [{ name: 'quiet', did: 'broken', why: 'quiet' }], 'Do not disturb is on'],
    ['Sound', [{ name: 'sound', did: 'off', why: 'muted' }], 'You muted all sounds'],
    ['Sound', [{ name: 'sound', did: 'broken', why: 'noDevice' }], 'nothing to play sounds with'],
    ['Task bar', [{ name: 'attention', did: 'broken', why: '', problem: { code: 'unavailable', subcode: 'window' } }], 'cannot mark Parley'],
  ] as const satisfies readonly (readonly [string, readonly AlertLink[], string])[])('names what is broken at %s', async (name, links, words) => {
    await tested(links);
    expect(screen.getByText(`Alerts may not reach you. What is wrong: ${name}.`)).toBeInTheDocument();
    expect(link(name)).toHaveTextContent(words);
  });

  it('counts all that is broken and names the worst first', async () => {
    await tested([{ name: 'shown', did: 'broken', why: '', problem: { code: 'unavailable', subcode: 'notifications' } }, { name: 'sound', did: 'broken', why: 'noDevice' }], ({ world }) => world.put('users', userRow({ id: world.state.userId, presence: 'away' })));
    expect(screen.getByText("Alerts may not reach you. 3 of 7 links don't work: Notification, Sound, and Offers.")).toHaveAttribute('data-did', 'broken');
  });

  it('does not ask whether a sound was heard that was not played', async () => {
    await tested([{ name: 'sound', did: 'off', why: 'silent' }]);
    expect(screen.queryByRole('button', { name: 'I heard it' })).toBeNull();
    expect(within(link('Sound')).getByRole('link', { name: 'Open settings' })).toBeInTheDocument();
  });

  it('says that no offers come to who is away', async () => {
    await tested([], ({ world }) => world.put('users', userRow({ id: world.state.userId, presence: 'away' })));
    expect(screen.getByText('Alerts may not reach you. What is wrong: Offers.')).toBeInTheDocument();
    expect(link('Offers')).toHaveTextContent('You are Away, so no offers come.');
  });

  it('says where to look when the system took it and nothing appeared', async () => {
    await tested([{ name: 'quiet', did: 'unknown', why: 'unknown' }]);
    expect(link('Do not disturb')).toHaveTextContent('Your system does not say');
    await userEvent.click(screen.getByRole('button', { name: 'Nothing appeared' }));
    expect(screen.getByText('Alerts may not reach you. What is wrong: Seen by you.')).toBeInTheDocument();
    expect(link('Seen by you')).toHaveTextContent('whether Parley may show banners');
    await userEvent.click(screen.getByRole('button', { name: 'Close the test' }));
    expect(screen.queryByRole('region', { name: 'Test of your alerts' })).toBeNull();
  });
});

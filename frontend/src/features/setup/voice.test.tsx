import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { catchCall } from '@/bridge/fake-setup';
import { fakeStart, userRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { SetupPage } from './page';

let fake: FakeBridge;

beforeEach(async () => {
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_ana', role: 'owner' }));
    world.put('wabas', { id: '20001', appId: 'app_1', name: 'Lucky Shrub', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
  });
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:sound', revokeObjectURL: () => undefined }));
});

afterEach(closeFake);

const press = async (name: string | RegExp): Promise<void> => userEvent.click(await screen.findByRole('button', { name }));
const idOf = (): string => [...fake.bench.setups.keys()][0] ?? '';
const calls = (name: string): number => fake.world.calls.filter((each) => each.name === name).length;

async function resumeAt(part: object): Promise<Opened> {
  const setup = await fake.setup.begin('+14155550123');
  fake.bench.setups.set(setup.id, { ...setup, wabaId: '20001', phoneId: '30001', displayName: 'Lucky Shrub', step: 'verify', ...part });
  return renderPage(<SetupPage />, `/channels/setup/${setup.id}`);
}

describe('a code that is spoken', () => {
  it('is awaited by a relay that answers, and shown when it was heard', async () => {
    await resumeAt({ carrierOwned: false, carrierCalls: true });
    expect(await screen.findByText(/This number gets no SMS/)).toBeInTheDocument();
    await press('Call the number instead');
    expect(await screen.findByText('Meta calls the number. Parley answers, and the code appears here.')).toBeInTheDocument();
    expect(screen.queryByLabelText('Six-digit code')).toBeNull(); // nobody has to listen on the phone
    act(() => catchCall(fake.world, fake.bench, idOf(), 'your code is 4 9 3 0 2 1', '493021'));
    expect(await screen.findByRole('button', { name: /Copy code/ })).toBeInTheDocument();
    await waitFor(() => expect(screen.getByText('Call answered')).toBeInTheDocument());
    expect(screen.getByRole('list', { name: 'What has happened' })).toHaveTextContent('+1 650 543 4800');
    expect(screen.getByText('What was understood of the call')).toBeInTheDocument();
    expect(screen.queryByText('SMS reached the carrier')).toBeNull();
  });

  it('is typed from what was understood where the carrier records nothing', async () => {
    await resumeAt({ carrierCalls: true, listens: true });
    act(() => {
      fake.bench.codes.set(idOf(), { setupId: idOf(), code: '', sms: 'won to owe for fife ate', sender: '16505434800', receivedAt: fakeStart, expiresAt: fakeStart + 600_000, call: true });
      fake.world.emit('code');
    });
    expect(await screen.findByText(/^What was understood stands below, and nothing is recorded/)).toBeInTheDocument();
    expect(screen.getByText('won to owe for fife ate')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Listen to the call' })).toBeNull();
    // It was called from Meta's window: from here nothing was asked for that could be asked again.
    expect(screen.queryByText('Nothing came, or the code was refused?')).toBeNull();
    expect(screen.getByLabelText('Six-digit code')).toBeInTheDocument();
  });

  it('is listened to and typed when it is not sure', async () => {
    await resumeAt({ carrierCalls: true, listens: true, codeMethod: 'VOICE', codeAskedAt: fakeStart - 9000 });
    act(() => catchCall(fake.world, fake.bench, idOf(), '', ''));
    expect(await screen.findByText('A call came, but Parley is not sure of the code.')).toBeInTheDocument();
    expect(screen.getByText('Nothing was understood.')).toBeInTheDocument();
    expect(calls('setup.sound')).toBe(0); // it is fetched for who asks
    await press('Listen to the call');
    const player = await screen.findByLabelText('The recording of the call');
    expect(player).toHaveAttribute('src', 'blob:sound');
    await userEvent.type(screen.getByLabelText('Six-digit code'), '493 021');
    await press('Verify');
    expect(fake.world.calls.filter((each) => each.name === 'setup.verify').at(-1)?.args).toEqual([{ setupId: idOf(), code: '493021' }]);
  });

  it('says so when there is nothing to listen to any more', async () => {
    await resumeAt({ carrierCalls: true, codeMethod: 'VOICE', codeAskedAt: fakeStart - 9000 });
    act(() => catchCall(fake.world, fake.bench, idOf(), 'won to three', ''));
    await screen.findByRole('button', { name: 'Listen to the call' });
    const code = fake.bench.codes.get(idOf());
    if (code !== undefined) fake.bench.codes.set(idOf(), { ...code, recording: '' });
    await press('Listen to the call');
    expect(await screen.findByText(/no recording of a call to listen to/)).toBeInTheDocument();
  });

  it('may come from the window of Meta: then the calls are answered on demand', async () => {
    await resumeAt({ carrierCalls: true });
    await press('Answer the calls to this number for 10 minutes');
    expect(await screen.findByText(/Parley answers the calls to this number/)).toBeInTheDocument();
    expect(calls('setup.listen')).toBe(1);
  });

  it('is read on the phone where nobody answers, and nothing else is offered', async () => {
    await resumeAt({ carrierOwned: false });
    expect(await screen.findByText(/Parley can't catch its code/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Answer the calls/ })).toBeNull();
    await press('Call the number instead');
    expect(await screen.findByText(/Listen on the phone and type it below/)).toBeInTheDocument();
    expect(screen.getByLabelText('Six-digit code')).toBeInTheDocument();
  });

  it('has no findings by axe', async () => {
    const opened = await resumeAt({ carrierCalls: true, listens: true, codeMethod: 'VOICE', codeAskedAt: fakeStart - 9000 });
    act(() => catchCall(fake.world, fake.bench, idOf(), '', ''));
    await opened.findByRole('button', { name: 'Listen to the call' });
    expect(await axeFindings()).toEqual([]);
  });
});

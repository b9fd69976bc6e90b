import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { checkupRow, fakeStart, numberRow, provingRow } from '@/bridge/fake-rows';
import type { Checkup, Proving, SandboxPanel } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { ChannelsPage } from './page';
import { stageOf, suspects } from './prove-model';
import { practiceText } from './tester-phone';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

const minute = 60_000;

async function open(checkup?: Checkup, prepare: (fake: FakeBridge) => unknown = () => undefined): Promise<ReturnType<typeof within>> {
  fake = await openFake((bench) => {
    bench.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', phone: '+34600000001' }));
    if (checkup !== undefined) bench.world.put('checkups', checkup);
    prepare(bench);
  });
  renderPage(<ChannelsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Check the connection of WhatsApp_ES' }));
  return within(await screen.findByRole('dialog', { name: 'Connection of WhatsApp_ES' }));
}

const unproven = (proving?: Partial<Proving>): Checkup =>
  checkupRow({ id: 'num_1', inboundAt: 0, deliveredAt: 0, provenAt: 0, ...(proving !== undefined && { proving: provingRow(proving) }) });
const moves = (part: Partial<Proving>, row: Partial<Checkup> = {}): void => act(() => fake.world.put('checkups', { ...unproven(part), ...row }));
const names = (): readonly string[] => fake.world.calls.map((each) => each.name).filter((each) => each.startsWith('proving.'));

describe('the test on purpose', () => {
  it('leads from the text to the answer to its delivery, live', async () => {
    const dialog = await open(unproven(), ({ world }) => (world.state = { ...world.state, practice: false }));
    await userEvent.click(dialog.getByRole('button', { name: 'Prove it' }));
    expect(await dialog.findByText('Parley connection test KRTQX')).toBeInTheDocument();
    expect(dialog.getByText('https://wa.me/34600000001?text=Parley%20connection%20test%20KRTQX')).toBeInTheDocument();
    expect(dialog.getByRole('img', { name: /^QR code that opens WhatsApp/u })).toHaveAttribute('src', expect.stringContaining('data:image/svg+xml'));
    expect(dialog.getByText('Waiting for the text…')).toBeInTheDocument();
    expect(dialog.queryByRole('button', { name: 'Send it from a practice phone' })).toBeNull();
    expect((await axeFindings()).filter((each) => !each.startsWith('landmark-'))).toEqual([]);

    const seen = { threadId: 'thr_1', seenAt: fakeStart };
    moves(seen);
    expect(await dialog.findByText(/^The text came in at .* The way in works\.$/u)).toBeInTheDocument();
    expect(dialog.queryByText('Parley connection test KRTQX')).toBeNull();
    await userEvent.click(dialog.getByRole('button', { name: 'Send the answer' }));
    expect(await dialog.findByText('The answer is on its way. Waiting until it is delivered…')).toBeInTheDocument();
    expect(names().at(-1)).toBe('proving.answer');

    moves({ ...seen, answerId: 'msg_1', status: 'delivered', statusAt: fakeStart, arrived: true }, { provenAt: fakeStart });
    expect(await dialog.findByText(/^Delivered at .* the number is proven\.$/u)).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Done' }));
    expect(await dialog.findByRole('button', { name: 'Prove it' })).toBeInTheDocument();
    expect(names()).toEqual(['proving.begin', 'proving.answer', 'proving.cancel']);
  });

  it('examines a number that never was, to know where to look', async () => {
    const dialog = await open();
    expect(dialog.queryByRole('list', { name: 'Checks' })).toBeNull();
    await userEvent.click(dialog.getByRole('button', { name: 'Prove it' }));
    expect(await dialog.findByText('Checking… 0 of 13')).toBeInTheDocument();
    fake.office.checkup = { running: false, since: 0, checks: [] };
    moves({}, { at: 0, checks: [] });
    expect(await dialog.findByText('Not checked yet.')).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: 'Run checks' })).toBeInTheDocument();
    expect(dialog.queryByRole('list', { name: 'Checks' })).toBeNull();
  });

  it('says when no practice phone can write, and writes nothing', async () => {
    const dialog = await open(unproven({}));
    await userEvent.click(dialog.getByRole('button', { name: 'Send it from a practice phone' }));
    expect(await dialog.findByText(/^No practice phone can write/u)).toBeInTheDocument();
  });

  it('goes on where it was when it is opened anew, and says who began it', async () => {
    const dialog = await open(unproven({ threadId: 'thr_1', seenAt: fakeStart, answerId: 'msg_1', status: 'sent' }), ({ world }) => world.put('users', { ...world.all('users').at(0), id: 'usr_zoe', name: 'Zoe' } as never));
    expect(dialog.getByText('The answer is on its way. Waiting until it is delivered…')).toBeInTheDocument();
    moves({ by: 'usr_zoe', threadId: 'thr_1', seenAt: fakeStart });
    expect(await dialog.findByText(/^Begun by Zoe/u)).toBeInTheDocument();
  });

  it('says after two minutes where to look', async () => {
    const failing = checkupRow({ id: 'num_1' }).checks.map((each) => (each.name === 'secret' ? { ...each, verdict: 'failed' as const } : each));
    const dialog = await open({ ...unproven({ since: fakeStart - 3 * minute }), checks: failing });
    expect(dialog.getByText(/^Nothing has come in for 2 minutes\./u)).toHaveTextContent('These checks need attention and may be the cause: App secret.');
    moves({ since: fakeStart - 3 * minute }, { inboundAt: fakeStart - minute });
    expect(await dialog.findByText(/^A message without the code came in/u)).toBeInTheDocument();
    expect(dialog.getByText(/^Nothing has come in/u)).toHaveTextContent('No check of the last examination explains it.');
  });

  it("says why the answer failed, in the provider's words, and sends another", async () => {
    const dialog = await open(unproven({ threadId: 'thr_1', seenAt: fakeStart, answerId: 'msg_1', status: 'sent', statusAt: fakeStart, failed: true, said: { code: 'conflict', subcode: 'notSent', params: { context: 'owner' }, message: 'Not on WhatsApp.' } }));
    expect(dialog.getByRole('alert')).toHaveTextContent(/was not delivered at .*Not on WhatsApp\./u);
    await userEvent.click(dialog.getByRole('button', { name: 'Send the answer again' }));
    expect(names()).toEqual(['proving.answer']);
  });

  it('asks for the text again when the window has closed meanwhile', async () => {
    const dialog = await open(unproven({ threadId: 'thr_1', since: fakeStart - 1500 * minute, seenAt: fakeStart - 1441 * minute }));
    expect(dialog.getByText(/^The 24-hour window closed at/u)).toBeInTheDocument();
    expect(dialog.getByText('Parley connection test KRTQX')).toBeInTheDocument();
    expect(dialog.queryByRole('button', { name: 'Send the answer' })).toBeNull();
  });

  it('shows a refusal beside the button, and can be cancelled', async () => {
    const dialog = await open(unproven({ threadId: 'thr_1', seenAt: fakeStart }), ({ world }) => world.fail('proving.answer', new BridgeError('conflict', 'Ben has the test conversation.', 'proving')));
    await userEvent.click(dialog.getByRole('button', { name: 'Send the answer' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('Ben has the test conversation.');
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect(await dialog.findByRole('button', { name: 'Prove it' })).toBeInTheDocument();
  });

  it('asks for an SMS to a number without WhatsApp', async () => {
    const dialog = await open(unproven({}), ({ world }) => world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', phone: '+34600000001', channel: 'sms' })));
    expect(dialog.getByText('+34600000001')).toBeInTheDocument();
    expect(dialog.queryByText(/wa\.me/u)).toBeNull();
  });
});

describe('what it shows, as functions', () => {
  it('knows the stage by the row and the clock alone', () => {
    const at = fakeStart;
    const seen = { threadId: 'thr_1', seenAt: at };
    expect(stageOf(undefined, at, true)).toBe('none');
    expect(stageOf(provingRow(), at + 119_999, true)).toBe('waiting');
    expect(stageOf(provingRow(), at + 120_000, true)).toBe('silent');
    expect(stageOf(provingRow(seen), at + 86_399_999, true)).toBe('seen');
    expect(stageOf(provingRow(seen), at + 86_400_000, true)).toBe('closed');
    expect(stageOf(provingRow(seen), at + 86_400_000, false)).toBe('seen');
    expect(stageOf(provingRow({ ...seen, answerId: 'm', status: 'sent' }), at + 90_000_000, true)).toBe('answering');
    expect(stageOf(provingRow({ ...seen, answerId: 'm', failed: true }), at, true)).toBe('failed');
    expect(stageOf(provingRow({ ...seen, answerId: 'm', arrived: true }), at, true)).toBe('proven');
  });

  it('blames no check that the test itself is about', () => {
    const checks = checkupRow({ id: 'n' }).checks.map((each) => ({ ...each, verdict: each.name === 'inbound' || each.name === 'callback' ? ('warning' as const) : each.verdict }));
    expect(suspects({ checks })).toEqual(['callback']);
  });

  it('writes as a practice customer who is there', () => {
    const customer = (id: string, part: object, wrote = false): never => ({ customer: { id, name: id, phone: '1', username: '', country: '', offline: false, noReceipts: false, noAutoRead: false, blocked: false, identity: 0, ...part }, threads: wrote ? [{ phoneNumberId: 'ph_1' }] : [] }) as never;
    const panel = { numbers: [{ id: 'ph_1', digits: '34600000001', registered: true }], phones: [customer('off', { offline: true }), customer('blocked', { blocked: true }), customer('ravi', {}, true), customer('maya', {})] } as unknown as SandboxPanel;
    expect(practiceText(panel, '34600000001', 'Hi KRTQX')).toMatchObject({ customerId: 'maya', numberId: 'ph_1', kind: 'text', text: 'Hi KRTQX' });
    expect(practiceText({ ...panel, phones: panel.phones.slice(0, 3) }, '34600000001', 'Hi')?.customerId).toBe('ravi');
    expect(practiceText(panel, '34600000002', 'Hi')).toBeUndefined();
    expect(practiceText({ ...panel, phones: [] }, '34600000001', 'Hi')).toBeUndefined();
  });
});

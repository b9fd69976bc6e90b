import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { checkupRow, fakeStart, numberRow } from '@/bridge/fake-rows';
import type { Check, CheckName, Checkup } from '@/bridge/types';
import { checkNames } from '@/lib/lists';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { countNamed, linesOf, missingProof, nounOf, smsCheckNames } from './doctor-model';
import { ChannelsPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

const failed: Check = { name: 'secret', verdict: 'failed', facts: [], said: { code: 'conflict', subcode: 'checkup', params: { context: 'wrongSecret' } } };
const waits: Check = { name: 'fields', verdict: 'unknown', facts: [], said: { code: 'conflict', subcode: 'checkup', params: { context: 'after', check: 'check_secret' } } };
const token: Check = { name: 'token', verdict: 'ok', facts: [{ name: 'expires', text: '', at: fakeStart + 86_400_000 }] };
const scopes: Check = { name: 'scopes', verdict: 'ok', facts: [{ name: 'scopes', text: 'send, manage', at: 0 }, { name: 'neverExpires', text: '', at: 0 }] };
const ill = (part: Partial<Checkup> = {}): Checkup => checkupRow({ id: 'num_1', checks: [token, scopes, failed, waits], ...part });

const whatsapp = { channel: 'whatsapp' } as const;
const sms = { channel: 'sms' } as const;

async function open(checkup?: Checkup, prepare: (fake: FakeBridge) => void = () => undefined): Promise<void> {
  fake = await openFake((bench) => {
    bench.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', phone: '+34600000001' }));
    if (checkup !== undefined) bench.world.put('checkups', checkup);
    prepare(bench);
  });
  renderPage(<ChannelsPage />);
}

const examine = async (): Promise<HTMLElement> => {
  await userEvent.click(await screen.findByRole('button', { name: 'Check the connection of WhatsApp_ES' }));
  return screen.findByRole('dialog', { name: 'Connection of WhatsApp_ES' });
};

describe('the connection check', () => {
  it('names what is wrong with its evidence and what to do', async () => {
    await open(ill());
    const dialog = within(await examine());
    expect(dialog.getByText('1 of 13 checks needs attention.')).toBeInTheDocument();
    const lines = dialog.getAllByRole('listitem');
    expect(lines).toHaveLength(13);
    const line = (title: string): HTMLElement => lines.find((each) => each.textContent.startsWith(title)) ?? document.body;
    expect(line('App secret')).toHaveTextContent("Failed");
    expect(line('App secret')).toHaveTextContent("Meta doesn't accept the stored app secret");
    expect(line('Webhook fields')).toHaveTextContent("Couldn't tell");
    expect(line('Webhook fields')).toHaveTextContent('Not checked: put “App secret” right first');
    expect(line('Access token')).toHaveTextContent(/Expires .*22.* 2026/u);
    expect(line('Permissions')).toHaveTextContent('Permissions: send, manage · Never expires');
    // The page's head and the dialog's are two banners only to who looks past the dialog.
    expect((await axeFindings()).filter((each) => !each.startsWith('landmark-'))).toEqual([]);
  });

  it('shows each check as it is made, and the result when the row comes', async () => {
    await open();
    const dialog = within(await examine());
    expect(dialog.getByText('Not checked yet.')).toBeInTheDocument();
    await userEvent.click(dialog.getByRole('button', { name: 'Run checks' }));
    expect(await dialog.findByText('Checking… 0 of 13')).toBeInTheDocument();
    fake.office.checkup = { running: true, since: fakeStart, checks: [token, scopes] };
    expect(await dialog.findByText('Checking… 2 of 13')).toBeInTheDocument();
    expect(dialog.getAllByText('Waiting')).toHaveLength(11);
    fake.office.checkup = { running: false, since: 0, checks: [] };
    act(() => fake.world.put('checkups', checkupRow({ id: 'num_1' })));
    expect(await dialog.findByText('Everything works.')).toBeInTheDocument();
    expect(dialog.getByText(/^Proven: messages come in and go out/u)).toBeInTheDocument();
    expect(fake.world.calls.filter((each) => each.name === 'checkup.run')).toHaveLength(1);
  });

  it('says why a number was examined that fell silent', async () => {
    await open(checkupRow({ id: 'num_1', cause: 'quiet', by: '', silence: { since: fakeStart - 5 * 3_600_000, usual: 12 } }));
    const dialog = within(await examine());
    expect(dialog.getByText(/because nothing came for 5 h/u)).toHaveTextContent('by itself, because nothing came for 5 h. In these hours, usually 12 messages or more come.');
  });

  it('copies a report that somebody else can read', async () => {
    await open(ill());
    const dialog = within(await examine());
    await userEvent.click(dialog.getByRole('button', { name: 'Copy report' }));
    expect(await dialog.findByRole('button', { name: 'Copied' })).toBeInTheDocument();
    const report = fake.office.copied.at(-1) ?? '';
    expect(report).toContain('Connection check of WhatsApp_ES');
    expect(report).toContain("- App secret: Failed\n  What to do: Meta doesn't accept the stored app secret");
  });

  it('shows the six checks of an SMS number by their own names, and reports no others', async () => {
    const secret: Check = { name: 'secret', verdict: 'failed', facts: [{ name: 'forged', text: '', at: fakeStart }], said: { code: 'conflict', subcode: 'checkup', params: { context: 'wrongSignature' } } };
    const callback: Check = { name: 'callback', verdict: 'unknown', facts: [], said: { code: 'conflict', subcode: 'checkup', params: { context: 'after', check: 'check_sms_token' } } };
    await open(ill({ checks: [token, { name: 'scopes', verdict: 'notApplicable', facts: [] }, callback, secret] }), ({ world }) =>
      world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', channel: 'sms', provider: 'vonage' })));
    const dialog = within(await examine());
    expect(dialog.getByText('1 of 6 checks needs attention.')).toBeInTheDocument();
    const lines = dialog.getAllByRole('listitem').map((each) => each.textContent);
    expect(lines).toHaveLength(6);
    for (const [at, title] of ['Account at the carrier', 'Number in the account', 'Address for SMS', 'Signature secret', 'SMS received', 'SMS delivered'].entries()) {
      expect(lines[at]).toContain(title);
    }
    expect(lines[2]).toContain('Not checked: put “Account at the carrier” right first');
    expect(lines[3]).toContain('Refused webhook');
    expect(lines[3]).toContain('The last SMS webhook was refused');
    await userEvent.click(dialog.getByRole('button', { name: 'Copy report' }));
    expect(await dialog.findByRole('button', { name: 'Copied' })).toBeInTheDocument();
    const report = fake.office.copied.at(-1) ?? '';
    expect(report).toContain('- Signature secret: Failed');
    expect(report).not.toContain('Not applicable');
  });

  it('says why it cannot run, and keeps the last result', async () => {
    await open(ill(), ({ world }) => world.fail('checkup.run', new BridgeError('unavailable', 'The relay is busy.', 'busy')));
    const dialog = within(await examine());
    await userEvent.click(dialog.getByRole('button', { name: 'Run again' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent('The relay is busy.');
    expect(dialog.getAllByRole('listitem')).toHaveLength(13);
  });

  it('lights the lamp in the list when messages come in and arrive', async () => {
    await open(checkupRow({ id: 'num_1', provenAt: 0, inboundAt: 0 }));
    expect(await screen.findByText('Not proven')).toBeInTheDocument();
    act(() => fake.world.put('checkups', checkupRow({ id: 'num_1' })));
    expect(await screen.findByText(/^Proven /u)).toBeInTheDocument();
    act(() => fake.world.put('checkups', ill()));
    expect(await screen.findByText('1 check fails')).toBeInTheDocument();
    act(() => fake.world.drop('checkups', 'num_1'));
    await waitFor(() => expect(screen.queryByText('1 check fails')).toBeNull());
  });
});

describe('what it shows, as functions', () => {
  it('takes the running examination before the last one, in the order of the checks', () => {
    const lines = linesOf(whatsapp, ill(), { running: true, since: 1, checks: [scopes] });
    expect(lines.map((each) => each.name)).toEqual([...checkNames]);
    expect(lines.filter((each) => each.check !== undefined).map((each) => each.name)).toEqual(['scopes']);
    expect(linesOf(whatsapp, ill(), { running: false, since: 0, checks: [] }).filter((each) => each.check !== undefined)).toHaveLength(4);
    expect(linesOf(whatsapp, undefined, undefined)).toHaveLength(13);
  });

  it('names a check as its channel has it, and one of a newer relay not at all', () => {
    expect(nounOf('secret', sms)).toBe('noun.check_sms_secret');
    expect(nounOf('secret', whatsapp)).toBe('noun.check_secret');
    expect(nounOf('scopes', sms)).toBe('noun.check_scopes');
    expect(nounOf('newer' as CheckName, sms)).toBeUndefined();
    expect(linesOf(sms, undefined, undefined).map(({ name }) => name)).toEqual([...smsCheckNames]);
  });

  it('counts what a person has to look at, and says what is not proven', () => {
    expect(countNamed(ill())).toBe(1);
    expect(missingProof({ inboundAt: 0, deliveredAt: 0 })).toBe('noBoth');
    expect(missingProof({ inboundAt: 0, deliveredAt: 1 })).toBe('noIn');
    expect(missingProof({ inboundAt: 1, deliveredAt: 0 })).toBe('noOut');
    expect(missingProof({ inboundAt: 1, deliveredAt: 1 })).toBeUndefined();
  });
});

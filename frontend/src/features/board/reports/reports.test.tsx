import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { recordRow } from '@/bridge/fake-records';
import { fakeStart, inboxRow, templateRow, userRow } from '@/bridge/fake-rows';
import type { RecordRow, ReportTemplate } from '@/bridge/types';
import { forgetWantedRecords, wantedRecords } from '@/stores/records-wanted';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { ReportsPage } from './page';

let fake: FakeBridge;
beforeEach(() => fakeLayout(900, 53, 1200));
afterEach(() => {
  forgetWantedRecords();
  closeFake();
});

const span = (userId: string) => ({ userId, from: fakeStart, to: fakeStart + 1, began: 'accepted', ended: 'closed' }) as const;
const three: readonly RecordRow[] = [
  recordRow({ interactionId: 'a', firstSeq: 1, inboxId: 'inb_1', startedAt: fakeStart - 3_600_000, queue: 12_000, first: 45_000, handling: 600_000, agents: [span('usr_ana'), span('usr_ben')], endedBy: 'usr_ana' }),
  recordRow({ interactionId: 'b', firstSeq: 2, startedAt: fakeStart - 86_400_000, queue: 90_000, first: -1, agents: [span('usr_ben')], service: { first: 'missed', firstDue: 1, nextMet: 0, nextMissed: 0, resolution: '', resolutionDue: 0 }, before: 'waiting', endReason: 'expired' }),
  recordRow({ interactionId: 'c', firstSeq: 3, startedAt: fakeStart - 3_600_000, endedAt: 0, line: 0, disposition: 'waiting', before: '', endReason: '', first: -1 }),
];

const fate = (messages: number, conversations = messages): ReportTemplate['sent'] => ({ messages, conversations });
const offer: ReportTemplate = {
  templateId: 'tpl_1', name: 'offer', language: 'en', sent: fate(8), delivered: fate(5), read: fate(3), answered: fate(2), failed: fate(2, 1),
  failures: [{ said: { code: 'conflict', subcode: 'meta', params: { code: '131049', context: 'marketingHeld' } }, code: 131049, count: 2 }],
  charged: [{ key: 'marketing', count: 5 }, { key: 'free', count: 1 }],
};

async function open(rows: readonly RecordRow[] = three, prepare: (fake: FakeBridge) => void = () => undefined): Promise<Opened> {
  fake = await openFake((opened) => {
    opened.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'First line' }));
    opened.world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_ben', name: '=Ben' }));
    opened.recorded.push(...rows);
    prepare(opened);
  });
  return renderPage(<ReportsPage />);
}

const part = (name: string): HTMLElement => screen.getByRole('region', { name });
const asTable = async (name: string): Promise<readonly string[]> => {
  await userEvent.click(within(part(name)).getByText('Table'));
  return within(within(part(name)).getByRole('table', { name })).getAllByRole('row').slice(1).map((each) => each.textContent);
};

describe('a report', () => {
  it('has totals, waits, days, hours, dispositions, ends and agents, as charts with a sentence and as tables', async () => {
    await open();
    const totals = await screen.findByRole('region', { name: 'In all' });
    expect([...totals.children].map((each) => each.querySelector('strong')?.textContent)).toEqual(['3', '3', '0', '2', '1', '1']);
    const waits = within(screen.getByRole('table', { name: 'Waiting times' })).getAllByRole('row');
    expect(waits[1]).toHaveTextContent(/In the queue.*2.*12.s.*1.min 30.s/);
    expect(waits[2]).toHaveTextContent(/First answer.*1.*45.s.*45.s/);
    expect(screen.getByText(/3 conversations; the busiest day was .*Nov.* with 2\./)).toBeInTheDocument();
    expect(screen.getByText(/Most: .?Archived.?, 2 conversations \(67 %\)\./)).toBeInTheDocument();
    expect(await asTable('Share per agent')).toEqual(['=Ben267 %', 'Ana133 %']);
    expect(await asTable('How they ended')).toEqual(['Closed150 %', 'Expired150 %']);
    expect(await asTable('Before the end')).toHaveLength(2);
    expect(screen.getByText('0 % met: 0 of 1.')).toBeInTheDocument();
    expect(await asTable('Service levels')).toEqual(['Missed1100 %']);
    expect(await asTable('By day')).toHaveLength(2);
    expect(screen.getByText(/time zone, [A-Z]/)).toBeInTheDocument();
    expect(await axeFindings()).toEqual([]);
  });

  it('leads from a figure to its records', async () => {
    const opened = await open();
    await userEvent.click(within(await screen.findByRole('region', { name: 'In all' })).getByRole('button', { name: /^Without an answer/ }));
    expect(opened.history.at(-1)).toBe('/records');
    expect(wantedRecords()).toMatchObject({ firstDay: '2026-11-15', lastDay: '2026-11-21', rest: { started: 'customer', unanswered: true } });
    await userEvent.click(screen.getByRole('button', { name: /^In the queue: show the records of 1.min 30.s or longer$/ }));
    expect(wantedRecords()?.rest).toMatchObject({ queue: { from: 90 } });
    await asTable('Share per agent');
    await userEvent.click(screen.getByRole('button', { name: 'Ana: show the record of 1 conversation' }));
    expect(wantedRecords()?.rest.agents).toEqual(['usr_ana']);
  });

  it('has a map of the week that arrows lead through', async () => {
    await open();
    const map = await screen.findByRole('table', { name: 'By weekday and hour' });
    const fields = within(map).getAllByRole('button');
    expect(fields).toHaveLength(168);
    expect(fields.filter((each) => each.tabIndex === 0)).toHaveLength(1);
    act(() => fields[0]?.focus());
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}{ArrowLeft}');
    expect(document.activeElement).toHaveAccessibleName('Tue 01:00: 0 conversations');
    await userEvent.keyboard('{Enter}');
    expect(wantedRecords()).toBeUndefined();
    await userEvent.click(within(map).getByRole('button', { name: 'Sat 11:00: 2 conversations' }));
    expect(wantedRecords()?.rest).toMatchObject({ hours: [5 * 24 + 11] });
    expect(wantedRecords()?.rest.zone).not.toBe('');
  });

  it('asks anew for each choice, and says when nothing is in it or the days are missing', async () => {
    await open();
    await screen.findByRole('region', { name: 'In all' });
    await userEvent.click(screen.getByRole('combobox', { name: 'Inbox' }));
    await userEvent.click(await screen.findByRole('option', { name: 'First line' }));
    await waitFor(() => expect(fake.world.calls.filter((each) => each.name === 'records.report').at(-1)?.args[0]).toMatchObject({ filter: { inboxes: ['inb_1'] } }));
    await waitFor(() => expect(part('In all').querySelector('strong')).toHaveTextContent('1'));
    await userEvent.click(screen.getByRole('combobox', { name: 'Began' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Yesterday' }));
    expect(await screen.findByRole('heading', { name: 'Nothing in this period' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Export' })).toBeDisabled();
    await userEvent.click(screen.getByRole('combobox', { name: 'Began' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Chosen days' }));
    expect(await screen.findByRole('heading', { name: 'Choose the first and the last day' })).toBeInTheDocument();
  });

  it('says what became of templates: shares, why they failed, how they stand by now, and leads to the records', async () => {
    await open(three, (opened) => {
      opened.world.put('templates', templateRow({ id: 'tpl_1', name: 'offer', quality: 'RED', status: 'PAUSED' }));
      opened.sentTemplates.push(offer, { ...offer, templateId: 'tpl_2', name: 'gone_one', sent: fate(1), delivered: fate(0), read: fate(0), answered: fate(0), failed: fate(1), failures: [{ said: null, code: 0, count: 1 }], charged: [] });
    });
    const region = await screen.findByRole('region', { name: 'Templates' });
    expect(region).toHaveTextContent('9 sent: 56 % delivered, 33 % read, 22 % answered, 33 % failed.');
    const rows = within(within(region).getByRole('table', { name: 'Templates' })).getAllByRole('row').map((each) => each.textContent);
    expect(rows[1]).toBe('offerenPausedLow qualityMarketing 5Free 185' + '63 %3' + '38 %2' + '25 %2' + '25 %');
    expect(rows[2]).toBe('gone_oneenDeletedNot told10' + '0 %0' + '0 %0' + '0 %1' + '100 %');
    const reasons = within(region).getByRole('table', { name: 'Why they failed' });
    expect(reasons).toHaveTextContent(/Meta held this marketing message back.*Error 131049/);
    expect(reasons).toHaveTextContent('Its provider gave no reason.');
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(within(region).getByRole('button', { name: 'offer (en), Failed: 2 messages; show the record of 1 conversation' }));
    expect(wantedRecords()?.rest).toMatchObject({ templates: ['tpl_1'], fate: 'failed' });
    await userEvent.click(within(region).getByText('Chart'));
    expect(within(region).getByRole('combobox', { name: 'Chart of' })).toHaveValue('Sent');
    expect(within(region).queryByRole('table', { name: 'Templates' })).not.toBeInTheDocument();
  });

  it('is saved as a table without formulas', async () => {
    await open(three, (opened) => opened.sentTemplates.push({ ...offer, name: '=offer' }));
    await userEvent.click(await screen.findByRole('combobox', { name: 'Agent' }));
    await userEvent.click(await screen.findByRole('option', { name: '=Ben' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Export' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'CSV with commas' }));
    await waitFor(() => expect(fake.office.made).toHaveLength(1));
    const made = fake.office.made[0];
    expect(made).toMatchObject({ kind: 'csv', name: 'report 2026-11-15 to 2026-11-21' });
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(atob(made?.content ?? ''), (each) => each.charCodeAt(0)));
    expect(text.startsWith('\uFEFF"Figure","Of","Value","Unit"\r\n')).toBe(true);
    expect(text.split('\r\n').slice(1, 8)).toEqual([
      '"What is counted","First day","2026-11-15",""', '"What is counted","Last day","2026-11-21",""', `"What is counted","Time zone of days and hours","${Intl.DateTimeFormat().resolvedOptions().timeZone}",""`,
      '"What is counted","Inbox","All",""', '"What is counted","Number","All",""', `"What is counted","Agent","'=Ben",""`, '"What is counted","Channel","All",""',
    ]);
    expect(text).toContain(`"Share per agent","'=Ben","2","conversations"`);
    expect(text).toContain('"First answer","Half within","45","seconds"');
    expect(text).toContain(`"Templates","'=offer (en) · Answered","2","messages"`);
    expect(text).toContain('"Charged as",');
    expect(text).toContain('"By weekday and hour","Saturday 11:00","1","conversations"');
  });

  it('says why there is nothing: a failure, no connection, no right', async () => {
    const failing = await open(three, ({ world }) => world.fail('records.report', new BridgeError('unavailable', 'The database is being prepared.')));
    expect(await screen.findByRole('alert')).toHaveTextContent('The database is being prepared.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('region', { name: 'In all' })).toBeInTheDocument();
    failing.unmount();
    closeFake();
    const offline = await open(three, ({ world }) => {
      world.state = { ...world.state, link: { ...world.state.link, state: 'offline' } };
    });
    expect(await screen.findByText(/Reports are counted there/)).toBeInTheDocument();
    offline.unmount();
    closeFake();
    await open(three, ({ world }) => {
      world.state = { ...world.state, role: 'agent' };
    });
    expect(await screen.findByRole('heading', { name: 'Only owners and admins can see reports' })).toBeInTheDocument();
  });
});

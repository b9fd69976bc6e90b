import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { recordRow } from '@/bridge/fake-records';
import { fakeStart, inboxRow, numberRow, userRow } from '@/bridge/fake-rows';
import type { RecordRow } from '@/bridge/types';
import { axeFindings, closeFake, openFake, type Opened, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { wantRecords, wantedRecords } from '@/stores/records-wanted';
import { relayNow, setClockOffset } from '@/lib/clock';
import { stampTime } from '@/lib/time';
import { asked, noFilter, partsSet, startOfDay, wantedFilter } from './model';
import { RecordsPage } from './page';

let fake: FakeBridge;

beforeEach(() => {
  window.localStorage.clear();
  fakeLayout(1000, 53, 900);
});
afterEach(() => {
  vi.restoreAllMocks();
  closeFake();
});

const day = 86_400_000;

async function open(rows: readonly RecordRow[], prepare: (fake: FakeBridge) => void = () => undefined): Promise<Opened> {
  fake = await openFake((opened) => {
    opened.world.put('numbers', numberRow({ id: 'num_1', name: 'Support DACH' }));
    opened.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'First line' }));
    opened.world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }), userRow({ id: 'usr_ben', name: 'Ben' }));
    opened.recorded.push(...rows);
    prepare(opened);
  });
  return renderPage(<RecordsPage />);
}

const span = (userId: string, from: number, to: number) => ({ userId, from, to, began: 'accepted', ended: to === 0 ? '' : 'closed' }) as const;

const two: readonly RecordRow[] = [
  recordRow({ interactionId: 'int_1', firstSeq: 10, threadId: 'thr_1', inboxId: 'inb_1', agents: [span('usr_ana', fakeStart, fakeStart + 60_000), span('usr_ben', fakeStart + 60_000, fakeStart + 120_000)] }),
  recordRow({ interactionId: 'int_2', firstSeq: 20, threadId: 'thr_2', contactName: 'Bo', line: 0, endedAt: 0, endReason: '', disposition: 'waiting', rule: 'customerWaits', before: '', first: -1, messagesIn: 1, messagesOut: 0 }),
];

describe('records', () => {
  it('has a row of each interaction, newest first, and opens its conversation', async () => {
    const opened = await open(two);
    const rows = within(await screen.findByRole('table', { name: 'Records' })).getAllByRole('row');
    expect(rows[1]).toHaveTextContent(/Bo.*Nobody.*Waiting.*Still open.*1 in, 0 out/);
    expect(rows[2]).toHaveTextContent(/Lucía Gómez.*\+34 600 00 00 01.*First line.*Ana, Ben.*Archived.*Closed.*12.s.*45.s.*10.min.*3 in, 2 out/);
    expect(screen.getByText('a'.repeat(64))).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Open the conversation with Lucía Gómez' }));
    expect(opened.history.at(-1)).toBe('/threads/thr_1');
    expect(await axeFindings()).toEqual([]);
  });

  it('narrows by words and by parts of a filter, and says how many match', async () => {
    await open(two);
    await screen.findByText('Bo');
    await userEvent.type(screen.getByRole('searchbox'), 'lucía');
    await waitFor(() => expect(screen.queryByText('Bo')).toBeNull());
    expect(screen.getByText('1 of 2')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Filter' }));
    await userEvent.click(await screen.findByRole('combobox', { name: 'Disposition' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Waiting' }));
    expect(await screen.findByRole('heading', { name: 'No record matches' })).toBeInTheDocument();
    await userEvent.click(screen.getByRole('combobox', { name: 'Why it had that disposition' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Your team has replied.' }));
    await waitFor(() => expect(fake.world.calls.findLast((each) => each.name === 'records.list')?.args[0]).toMatchObject({ filter: { rules: ['humanReplied'] } }));
    await userEvent.click(screen.getByRole('button', { name: 'Show records' }));
    await userEvent.click((await screen.findAllByRole('button', { name: 'Remove the filter' })).at(-1) ?? document.body);
    expect(await screen.findByText('Bo')).toBeInTheDocument();
    expect(screen.getByText('Lucía Gómez')).toBeInTheDocument();
  });

  it('brings more as it is scrolled to the end, and no row twice', async () => {
    await open(Array.from({ length: 130 }, (_, n) => recordRow({ interactionId: `int_${n}`, firstSeq: n + 1, contactName: `Customer ${n}` })));
    expect(await screen.findByText('Customer 129')).toBeInTheDocument();
    expect(screen.getByRole('table', { name: 'Records' })).toHaveAttribute('aria-rowcount', '131');
    expect(fake.world.calls.filter((each) => each.name === 'records.list')).toHaveLength(1);
  });

  it.each([
    ['by itself', () => setClockOffset(relayNow() - Date.now() + day)],
    ['on Refresh', async () => {
      vi.spyOn(Date, 'now').mockReturnValue(Date.now() + day); // no beat of the clock has come yet
      await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    }],
  ])('asks for the new day after midnight, %s', async (_, pass) => {
    await open(two, ({ world }) => world.put('savedFilters', { id: 'flt_1', name: 'Of today', filter: noFilter.rest, period: 'today', firstDay: '', lastDay: '', default: true }));
    const asks = () => fake.world.calls.filter((each) => each.name === 'records.list').map((each) => (each.args[0] as { filter: { from?: number } }).filter.from);
    await waitFor(() => expect(asks().at(-1)).toBe(startOfDay(relayNow(), 0)));
    const before = startOfDay(relayNow(), 0);
    await pass();
    await waitFor(() => expect(asks().at(-1)).toBe(startOfDay(before, 1)));
  });

  it('keeps the chosen columns', async () => {
    const opened = await open(two);
    await screen.findByText('Bo');
    expect(screen.queryByRole('columnheader', { name: 'Service' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
    await userEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Service' }));
    await userEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Inbox' }));
    expect(await screen.findByRole('columnheader', { name: 'Service' })).toBeInTheDocument();
    expect(screen.queryByRole('columnheader', { name: 'Inbox' })).toBeNull();
    opened.unmount();
    renderPage(<RecordsPage />);
    expect(await screen.findByRole('columnheader', { name: 'Service' })).toBeInTheDocument();
    expect(screen.queryByRole('columnheader', { name: 'Inbox' })).toBeNull();
  });

  it('says why there is nothing: no record yet, a failure, no connection, no right', async () => {
    const opened = await open([]);
    expect(await screen.findByRole('heading', { name: 'No records yet' })).toBeInTheDocument();
    opened.unmount();
    closeFake();
    const failing = await open(two, ({ world }) => world.fail('records.list', new BridgeError('unavailable', 'The database is being prepared.')));
    expect(await screen.findByRole('alert')).toHaveTextContent('The database is being prepared.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Bo')).toBeInTheDocument();
    failing.unmount();
    closeFake();
    await open(two, ({ world }) => {
      world.state = { ...world.state, role: 'agent' };
    });
    expect(await screen.findByRole('heading', { name: 'Only owners and admins can see the records' })).toBeInTheDocument();
  });
});

describe('the details of a record', () => {
  it('say everything, who had it from when to when, lead on by keys, and narrow to the customer', async () => {
    const service = { first: 'met', nextMet: 1, nextMissed: 2, resolution: '', firstDue: 0, resolutionDue: 0 } as const;
    const later = recordRow({ ...two[1], interactionId: 'int_2', contactId: 'con_2', contactName: 'Bo' });
    await open([recordRow({ ...two[0], interactionId: 'int_1', contactName: 'Lucía Gómez', service, moreAgents: 1, planId: 'pln_gone' }), later]);
    (await screen.findByRole('button', { name: 'Details of the conversation with Lucía Gómez' })).focus();
    expect(await axeFindings()).toEqual([]);
    await userEvent.keyboard('{Enter}');
    const details = await screen.findByRole('dialog', { name: 'Details of a record' });
    const facts = within(within(details).getByRole('region', { name: 'What is recorded' }));
    for (const each of ['Number', 'Service', 'Data source', 'Plan', 'Started by', 'Rule', 'Rule before the end', 'Ended by', 'Sentiment', 'Line', 'Interaction']) expect(facts.getByText(each)).toBeInTheDocument();
    expect(facts.getByText('Your team replied')).toBeInTheDocument();
    expect(facts.getByText(stampTime(fakeStart, 'en'))).toBeInTheDocument();
    expect(facts.getByText('Next answers: 1 of 3 in time')).toBeInTheDocument();
    const spans = within(within(details).getByRole('region', { name: 'Agents' })).getAllByRole('row');
    expect(spans).toHaveLength(3);
    expect(spans[2]).toHaveTextContent(/Ben.*Accepted the offer\..*Closed\..*1.min/);
    expect(within(details).getByText(/^1 more time is/)).toBeInTheDocument();
    expect(within(details).getByRole('button', { name: 'Older record' })).toBeDisabled();
    within(details).getByRole('button', { name: 'Newer record' }).focus();
    await userEvent.keyboard('{Enter}');
    expect(await within(details).findByText('Nobody had it.')).toBeInTheDocument();
    await userEvent.click(within(details).getByRole('button', { name: 'Only this customer' }));
    await waitFor(() => expect(screen.queryByText('Lucía Gómez')).toBeNull());
    expect(fake.world.calls.findLast((each) => each.name === 'records.list')?.args[0]).toMatchObject({ filter: { contact: 'con_2' } });
    expect(screen.getByRole('button', { name: 'Filter, 1 part set' })).toBeInTheDocument();
  });

  it('give the keyboard back to the button that opened them', async () => {
    await open(two);
    await userEvent.click(await screen.findByRole('button', { name: 'Details of the conversation with Bo' }));
    const details = await screen.findByRole('dialog', { name: 'Details of a record' });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(details).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByRole('button', { name: 'Details of the conversation with Bo' })).toHaveFocus());
  });
});

describe('the customer of the filter', () => {
  const gone = { ...noFilter.rest, contact: 'con_gone' };
  it('is searched for, chosen and taken out', async () => {
    await open([recordRow({ ...two[0], interactionId: 'int_1', contactName: 'Lucía Gómez' }), recordRow({ ...two[1], interactionId: 'int_2', contactId: 'con_2', contactName: 'Bo', contactPhone: '' })]);
    await userEvent.click(await screen.findByRole('button', { name: 'Filter' }));
    const field = await screen.findByRole('combobox', { name: 'Customer' });
    await userEvent.click(field);
    fireEvent.change(field, { target: { value: '+34600' } });
    await userEvent.click(await screen.findByRole('option', { name: 'Lucía Gómez (+34600000001)' }));
    expect(field).toHaveValue('Lucía Gómez (+34600000001)');
    // By the row's button: the field's own list, closed, keeps an entry with the same name.
    const row = { name: 'Open the conversation with Bo' };
    await waitFor(() => expect(screen.queryByRole('button', row)).toBeNull(), { timeout: 10_000 });
    fireEvent.click(screen.getAllByRole('button', { name: 'Remove the filter' }).at(-1) ?? document.body);
    expect(await screen.findByRole('button', row)).toBeInTheDocument();
    await waitFor(() => expect(field).toHaveValue(''));
  });

  it('says of one who is gone that they are, and can be taken out', async () => {
    wantRecords({ firstDay: '', lastDay: '', rest: gone });
    await open(two);
    await userEvent.click(await screen.findByRole('button', { name: /^Filter, 1 part/ }));
    await waitFor(async () => expect(await screen.findByRole('combobox', { name: 'Customer' })).toHaveValue('Deleted'));
  });
});

describe('the rule before the end', () => {
  it('is saved beside the disposition that it put there, once', async () => {
    window.localStorage.setItem('parley.records.columns', JSON.stringify(['before', 'beforeRule']));
    await open(two);
    await screen.findAllByText('Your team replied');
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'CSV with commas' }));
    await waitFor(() => expect(fake.tables.asked?.columns.map((each) => each.key)).toEqual(['before', 'beforeRule', 'interaction']));
  });
});

describe('the filter', () => {
  const now = new Date(2026, 10, 29, 15, 30).getTime();

  it('asks for whole days of the reader', () => {
    expect(asked(noFilter, '  ', now).from).toBeUndefined();
    expect(asked({ ...noFilter, preset: 'today' }, '', now).from).toBe(new Date(2026, 10, 29).getTime());
    expect(asked({ ...noFilter, preset: 'week' }, '', now).from).toBe(new Date(2026, 10, 23).getTime());
    const own = asked({ ...noFilter, preset: 'own', firstDay: '2026-03-28', lastDay: '2026-03-29' }, ' a ', now);
    expect(own).toMatchObject({ text: 'a', from: new Date(2026, 2, 28).getTime(), to: new Date(2026, 2, 30).getTime() });
    expect(asked({ ...noFilter, preset: 'own', firstDay: 'x', lastDay: '' }, '', now)).toEqual(noFilter.rest);
    expect(asked({ ...noFilter, preset: 'own', firstDay: '0002-03-28', lastDay: '0202-03-28' }, '', now)).toEqual(noFilter.rest);
  });

  it('counts the parts that are set', () => {
    expect(partsSet(noFilter)).toBe(0);
    expect(partsSet({ ...noFilter, preset: 'own' })).toBe(0);
    expect(partsSet({ ...noFilter, preset: 'month', rest: { ...noFilter.rest, agents: ['a'], plans: [], started: '', unanswered: false, queue: { from: 0, to: 5 } } })).toBe(3);
  });
});

describe('the rating', () => {
  it('narrows the records', async () => {
    await open([recordRow({ ...two[0], interactionId: 'int_1', contactName: 'Lucía Gómez', score: 2 }), recordRow({ ...two[1], interactionId: 'int_2', contactName: 'Bo' })]);
    await screen.findByRole('button', { name: 'Open the conversation with Bo' });
    await userEvent.click(screen.getByRole('button', { name: 'Filter' }));
    await userEvent.click(await screen.findByRole('combobox', { name: 'Rating' }));
    await userEvent.click(await screen.findByRole('option', { name: '2 of 5 stars' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Open the conversation with Bo' })).not.toBeInTheDocument(), { timeout: 10_000 });
    expect(fake.world.calls.findLast((each) => each.name === 'records.list')?.args[0]).toMatchObject({ filter: { ratings: ['2'] } });
  });
});

describe('the days of the filter', () => {
  it('say so beside the field when the last is before the first', async () => {
    wantRecords({ firstDay: '2026-11-22', lastDay: '2026-11-21', rest: noFilter.rest });
    await open(two);
    await userEvent.click(await screen.findByRole('button', { name: /^Filter/ }));
    const last = await screen.findByLabelText('Last day');
    expect(last).toHaveAccessibleDescription('The last day is before the first.');
    fireEvent.change(last, { target: { value: '2026-11-22' } });
    expect(last).not.toHaveAccessibleDescription();
  });
});

describe('the export', () => {
  it('saves what matches in the chosen columns and tells how far it is', async () => {
    await open(two);
    await screen.findByText('Bo');
    await userEvent.type(screen.getByRole('searchbox'), 'lucía');
    await waitFor(() => expect(screen.queryByText('Bo')).toBeNull());
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: /semicolons/ }));
    await waitFor(() => expect(fake.tables.asked).toMatchObject({ separator: ';', filter: { text: 'lucía' } }));
    expect(fake.tables.asked?.columns.map((each) => each.key)).toEqual(['started', 'customer', 'customerPhone', 'inbox', 'agents', 'disposition', 'endReason', 'queue', 'first', 'handling', 'messagesIn', 'messagesOut', 'interaction']);
    expect(fake.tables.asked?.columns[0]?.label).toBe('Began (UTC)');
    expect(fake.tables.asked?.words).toContainEqual({ key: 'expired', value: 'Expired' });
    fake.tables.progress = { ...fake.tables.progress, rows: 1200, all: 100_000 };
    expect(await screen.findByText('Exporting: 1,200 of 100,000 rows')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Export' })).toBeDisabled();
    fake.tables.progress = { ...fake.tables.progress, state: 'saved', rows: 100_000 };
    expect(await screen.findByText(/100,000 rows saved to .*\/home\/me\/records \d{4}-\d\d-\d\d\.csv/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByText(/rows saved to/)).toBeNull();
  });

  it('can be cancelled, and says that nothing was saved', async () => {
    await open(two);
    await screen.findByText('Bo');
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'CSV with commas' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('Cancelled. Nothing was saved.')).toBeInTheDocument();
  });
});

describe('a figure that leads here', () => {
  it('shows its records, whole days and the hour among the parts of the filter', async () => {
    wantRecords({ firstDay: '2026-11-15', lastDay: '2026-11-21', rest: { queue: {}, first: {}, handling: {}, messages: {}, hours: [131], zone: 'UTC', dispositions: ['waiting'] } });
    await open(two);
    expect(await screen.findByText('Bo')).toBeInTheDocument();
    expect(screen.queryByText('Lucía Gómez')).toBeNull();
    expect(fake.world.calls.find((each) => each.name === 'records.list')?.args[0]).toMatchObject({ filter: { hours: [131], zone: 'UTC', from: new Date(2026, 10, 15).getTime(), to: new Date(2026, 10, 22).getTime() } });
    await userEvent.click(screen.getByRole('button', { name: 'Filter, 3 parts set' }));
    expect(await screen.findByText('Saturday 11:00')).toBeInTheDocument();
    expect(wantedRecords()).toBeUndefined();
  });

  it('has the days of a part of the period', () => {
    const day = new Date(2026, 10, 20).getTime();
    expect(wantedFilter({ firstDay: '2026-11-15', lastDay: '2026-11-21', rest: { ...noFilter.rest, from: day, to: day + 86_400_000 } })).toMatchObject({ preset: 'own', firstDay: '2026-11-20', lastDay: '2026-11-20' });
    expect(wantedFilter(undefined)).toBe(noFilter);
  });
});

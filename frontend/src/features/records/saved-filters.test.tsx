import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { recordRow } from '@/bridge/fake-records';
import type { SavedFilter } from '@/bridge/types';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { type KeptFilter, keptFilter, noFilter, openedFilter, sameFilter } from './model';
import { RecordsPage } from './page';

let fake: FakeBridge;

beforeEach(() => {
  window.localStorage.clear();
  fakeLayout(1000, 53, 900);
});
afterEach(closeFake);

const saved = (part: Partial<SavedFilter> & { readonly id: string; readonly name: string }): SavedFilter => ({ filter: noFilter.rest, period: 'all', firstDay: '', lastDay: '', default: false, ...part });

async function open(...kept: readonly SavedFilter[]): Promise<void> {
  fake = await openFake(({ world, recorded }) => {
    recorded.push(recordRow({ interactionId: 'int_1', firstSeq: 10 }), recordRow({ interactionId: 'int_2', firstSeq: 20, contactName: 'Bo', disposition: 'waiting' }));
    world.put('savedFilters', ...kept);
  });
  renderPage(<RecordsPage />);
  await screen.findByRole('table', { name: 'Records' });
}

const menu = async (name: string): Promise<void> => void (await userEvent.click(screen.getByRole('button', { name })));
const item = async (name: string | RegExp): Promise<void> => void (await userEvent.click(await screen.findByRole('menuitem', { name })));

describe('saved filters', () => {
  it('keeps words and parts under a name, and opens them again', async () => {
    await open();
    await userEvent.type(screen.getByRole('searchbox'), 'bo');
    await waitFor(() => expect(screen.queryByText('Lucía Gómez')).toBeNull());
    await menu('Saved filters');
    await item('Save this filter…');
    const dialog = within(await screen.findByRole('dialog', { name: 'Save this filter' }));
    await userEvent.type(dialog.getByRole('textbox', { name: 'Name' }), 'Only Bo{Enter}');
    await waitFor(() => expect(fake.world.all('savedFilters')).toMatchObject([{ name: 'Only Bo', filter: { text: 'bo' }, default: false }]));
    // What is open now is the kept one.
    expect(await screen.findByRole('button', { name: 'Only Bo' })).toBeInTheDocument();
    await userEvent.clear(screen.getByRole('searchbox'));
    expect(await screen.findByText('Lucía Gómez')).toBeInTheDocument();
    await menu('Saved filters');
    await item('Only Bo');
    await waitFor(() => expect(screen.queryByText('Lucía Gómez')).toBeNull());
    expect(screen.getByRole('searchbox')).toHaveValue('bo');
  });

  it('begins with the one that the person chose', async () => {
    await open(saved({ id: 'flt_1', name: 'Waiting', filter: { ...noFilter.rest, dispositions: ['waiting'] }, default: true }));
    expect(screen.getByRole('button', { name: 'Waiting' })).toBeInTheDocument();
    expect(screen.queryByText('Lucía Gómez')).toBeNull();
    expect(await axeFindings()).toEqual([]);
    await menu('Waiting');
    await item('No longer open records with it');
    await waitFor(() => expect(fake.world.get('savedFilters', 'flt_1')?.default).toBe(false));
  });

  it('takes the place of the one that has the name, and says so before', async () => {
    await open(saved({ id: 'flt_1', name: 'Mine', filter: { ...noFilter.rest, dispositions: ['waiting'] } }));
    await userEvent.type(screen.getByRole('searchbox'), 'bo');
    await menu('Saved filters');
    await item('Save this filter…');
    await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), 'mine');
    expect(screen.getByText(/You have a filter called Mine/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Replace filter' }));
    await waitFor(() => expect(fake.world.all('savedFilters')).toMatchObject([{ id: 'flt_1', name: 'mine', filter: { text: 'bo' } }]));
  });

  it('deletes one', async () => {
    await open(saved({ id: 'flt_1', name: 'Waiting', filter: { ...noFilter.rest, dispositions: ['waiting'] }, default: true }));
    await menu('Waiting');
    await item(/^Delete/);
    await waitFor(() => expect(fake.world.all('savedFilters')).toEqual([]));
    expect(screen.getByRole('button', { name: 'Saved filters' })).toBeInTheDocument();
  });
});

it('knows a kept filter again, whatever the relay leaves out of it', () => {
  const page = { ...noFilter, preset: 'own', firstDay: '2026-03-01', lastDay: '', rest: { ...noFilter.rest, inboxes: ['inb_1'], unanswered: false, agents: [] } } as const;
  const kept = keptFilter({ ...page, rest: { ...page.rest, agents: [], inboxes: ['inb_1'] } }, ' bo ');
  const back: KeptFilter = { filter: { ...noFilter.rest, text: 'bo', inboxes: ['inb_1'] }, period: 'own', firstDay: '2026-03-01', lastDay: '' };
  expect(sameFilter(kept, back)).toBe(true);
  expect(openedFilter(back)).toMatchObject({ text: 'bo', filter: { preset: 'own', firstDay: '2026-03-01', rest: { inboxes: ['inb_1'], queue: {} } } });
  expect(sameFilter(kept, { ...back, period: 'week', firstDay: '' })).toBe(false);
  // Days that are not used are not kept.
  expect(keptFilter({ ...noFilter, preset: 'week', firstDay: '2026-03-01' }, '')).toMatchObject({ period: 'week', firstDay: '' });
});

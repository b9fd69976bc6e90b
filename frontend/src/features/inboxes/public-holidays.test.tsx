import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { regionHere, regionName, toChoose, withHolidays } from './hours-model';
import { PublicHolidays } from './public-holidays';

let fake: FakeBridge;
const added: unknown[] = [];

beforeEach(() => {
  fakeLayout(600, 53, 1200);
  added.length = 0;
});
afterEach(closeFake);

async function open(list: readonly { readonly date: string; readonly name: string }[]): Promise<void> {
  fake = await openFake((bench) => bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support' })));
  renderPage(<PublicHolidays list={list} onAdd={(days) => added.push(days.map((each) => each.date))} onClose={() => added.push('closed')} />);
  await userEvent.click(await screen.findByRole('combobox', { name: 'Country or region' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Germany · Bayern' }));
  await userEvent.click(screen.getByRole('combobox', { name: 'Year' }));
  await userEvent.click(await screen.findByRole('option', { name: '2027' }));
  await screen.findByRole('checkbox', { name: /Neujahrstag/ });
}

describe('public holidays', () => {
  it('adds those that are ticked, and not those that the inbox has', async () => {
    await open([{ date: '2027-12-25', name: 'Christmas' }]);
    expect(await axeFindings()).toEqual([]);
    expect(screen.getByRole('checkbox', { name: /Heiligabend.*day off in lieu/ })).toBeChecked();
    await userEvent.click(screen.getByRole('checkbox', { name: /Neujahrstag/ }));
    await userEvent.click(screen.getByRole('button', { name: /^Add \d days?$/ }));
    await waitFor(() => expect(added).toEqual([['2027-12-24']]));
    expect(fake.world.calls.at(-1)).toMatchObject({ name: 'hours.holidays', args: [{ region: 'DE-BY', year: 2027 }] });
  });

  it('adds no more than there is room for', async () => {
    await open(Array.from({ length: 98 }, (_, n) => ({ date: `1999-01-${String(n)}`, name: 'Over' })));
    expect(screen.getByText('There is room for 2 more days. Remove some that are over, or choose fewer.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Add 3 days' })).toBeDisabled();
    await userEvent.click(screen.getByRole('checkbox', { name: /Neujahrstag/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Add 2 days' }));
    await waitFor(() => expect(added).toHaveLength(1));
  });

  it('says why the relay gives none', async () => {
    fake = await openFake((bench) => bench.world.fail('hours.holidays', new BridgeError('unavailable', 'That did not work.', 'later')));
    renderPage(<PublicHolidays list={[]} onAdd={() => undefined} onClose={() => undefined} />);
    expect(await screen.findByText('That did not work.')).toBeInTheDocument();
  });
});

describe('the days to choose from', () => {
  const days = [{ date: '2026-03-01', name: 'Over' }, { date: '2026-03-02', name: 'Today' }, { date: '2026-12-25', name: 'There' }];

  it('leave out what is over, and mark what is there', () => {
    const list = [{ date: '2026-12-25', name: 'Christmas', from: 60, to: 120 }, { date: '', name: '' }];
    expect(toChoose(days, list, new Date(2026, 2, 2, 23, 59).getTime()).map((each) => [each.date, each.there])).toEqual([['2026-03-02', false], ['2026-12-25', true]]);
    expect(withHolidays(list, [{ date: '2026-03-02', name: 'Today', observed: true }])).toEqual([{ date: '2026-03-02', name: 'Today' }, ...list]);
  });

  it('are those of where the system says that we are', () => {
    const regions = [{ code: 'DE' }, { code: 'DE-BY', part: 'Bayern' }];
    expect([regionHere(regions, 'de-DE'), regionHere(regions, 'de'), regionHere(regions, 'fr-FR'), regionHere(regions, 'en-Latn-DE')]).toEqual(['DE', undefined, undefined, 'DE']);
    expect(regions.map((each) => regionName(each, 'en'))).toEqual(['Germany', 'Germany · Bayern']);
  });
});

import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { fakeStart, numberRow } from '@/bridge/fake-rows';
import type { NumberState, Restriction } from '@/bridge/types';
import { closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { ChannelsPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

const day = 86_400_000;
const start: Restriction = { type: 'start', word: 'RESTRICTED_BIZ_INITIATED_MESSAGING', until: fakeStart + day };

/** The panel of a number whose account is restricted. */
async function open(context: string, state: NumberState, restrictions: readonly Restriction[]): Promise<ReturnType<typeof within>> {
  fake = await openFake(({ world }) => {
    world.put('wabas', { id: 'wab_1', appId: 'app_1', name: 'Lucky Shrub', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '', restrictions: [...restrictions] });
    world.put('numbers', numberRow({ id: 'num_1', name: 'Madrid', wabaId: 'wab_1', state, why: { code: 'conflict', subcode: 'account', params: { context } } }));
  });
  renderPage(<ChannelsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Madrid' }));
  return within(await screen.findByRole('dialog'));
}

it('says what happened, what still works, until when, and lets it end by itself', async () => {
  const panel = await open('restrictedStart', 'restricted', [start]);
  expect(panel.getByText("Meta doesn't let this account begin conversations for now.")).toBeInTheDocument();
  expect(panel.getByText(/You can answer whoever writes, within their 24 hours/u)).toBeInTheDocument();
  const list = within(panel.getByRole('list', { name: 'Restrictions' }));
  expect(list.getByRole('listitem')).toHaveTextContent(/^Conversations can't be begun with templates\. Until .*22.* 2026/u);
  expect(panel.getByText(/It ends by itself/u)).toBeInTheDocument();
  act(() => {
    fake.world.put('wabas', { id: 'wab_1', appId: 'app_1', name: 'Lucky Shrub', verifiedAt: 1, expiresAt: 0, scopes: [], problem: '' });
    fake.world.put('numbers', numberRow({ id: 'num_1', name: 'Madrid', wabaId: 'wab_1', state: 'active' }));
  });
  expect(await screen.findByText('Active', { selector: '[role="dialog"] *' })).toBeInTheDocument();
  expect(panel.queryByRole('list', { name: 'Restrictions' })).toBeNull();
});

it('shows what there are no words for with its code, and one without an end', async () => {
  const panel = await open('restricted', 'restricted', [{ type: '', word: 'RESTRICTED_SHINY', until: 0 }, { ...start, type: 'shiny' as never }]);
  const items = within(panel.getByRole('list', { name: 'Restrictions' })).getAllByRole('listitem');
  expect(items[0]).toHaveTextContent("Something that this version has no words for (RESTRICTED_SHINY). Meta doesn't say until when.");
  expect(items[1]).toHaveTextContent('RESTRICTED_BIZ_INITIATED_MESSAGING');
  expect(panel.getByText(/What you send may be refused/u)).toBeInTheDocument();
});

it('warns of what concerns no message, and leaves the number active', async () => {
  const panel = await open('restrictedBeside', 'active', [{ type: 'add', word: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION', until: fakeStart + day }]);
  expect(panel.getByText(/Messages are not concerned/u)).toBeInTheDocument();
  expect(panel.getByRole('listitem')).toHaveTextContent(/^No numbers can be added to the account\. Until/u);
});

it.each([
  ['restrictedReply', /Customers can write, and what they write is kept/u],
  ['restrictedBoth', /Customers can write, and what they write is kept/u],
])('says of %s what still works', async (context, works) => {
  const panel = await open(context, 'restricted', [start]);
  expect(panel.getByText(works)).toBeInTheDocument();
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import { inboxRow, numberRow, templateRow, userRow } from '@/bridge/fake-rows';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { fakeLayout } from '@/test/layout';
import { InboxesPage } from './page';

let fake: FakeBridge;

beforeEach(() => fakeLayout(600, 53, 1200));
afterEach(closeFake);

async function form(survey?: { question: string }): Promise<ReturnType<typeof within>> {
  fake = await openFake((bench) => {
    bench.world.put('users', userRow({ id: 'usr_ana', name: 'Ana' }));
    bench.world.put('numbers', numberRow({ id: 'num_1', name: 'WhatsApp_ES', inboxId: 'inb_1', wabaId: 'waba_1' }));
    bench.world.put('templates', templateRow({ id: 'tpl_1', name: 'rate_us', wabaId: 'waba_1', body: 'How was it?', buttons: [] }), templateRow({ id: 'tpl_2', name: 'needs_values', wabaId: 'waba_1', body: 'How was {{1}}?', buttons: [] }));
    bench.world.put('inboxes', inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['usr_ana'], ...(survey === undefined ? {} : { survey }) }));
  });
  renderPage(<InboxesPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Support' }));
  return within(await screen.findByRole('dialog', { name: /Support/u }));
}

const sent = (): unknown => (fake.world.calls.filter((each) => each.name === 'inbox.put').at(-1)?.args as readonly [{ survey?: unknown }] | undefined)?.[0].survey;

it('asks customers after Close, shows what they get, and sends what was chosen', async () => {
  const panel = await form();
  await userEvent.click(panel.getByRole('switch', { name: /Ask customers for a rating/u }));
  const question = await panel.findByRole('textbox', { name: 'Question' });
  expect(panel.getByRole('list', { name: 'What the customer can choose' })).toHaveTextContent('5 ★★★★★');
  await userEvent.clear(question);
  await userEvent.click(panel.getByRole('button', { name: 'Save' }));
  expect(await panel.findByText('Write the question.')).toBeInTheDocument();
  expect(sent()).toBeUndefined();
  await userEvent.click(question);
  await userEvent.paste('Were you happy?');
  await userEvent.click(panel.getByRole('combobox', { name: 'When the 24-hour window is closed' }));
  expect(screen.queryByRole('option', { name: /needs_values/u })).toBeNull();
  await userEvent.click(await screen.findByRole('option', { name: /rate_us/u }));
  // An open form stands over the page, whose header axe takes for a second one.
  expect((await axeFindings()).filter((each) => !each.startsWith('landmark-'))).toEqual([]);
  await userEvent.click(panel.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(sent()).toEqual({ question: 'Were you happy?', delayMinutes: 1, templateId: 'tpl_1' }));
});

it('asks nobody any more when it is switched off', async () => {
  const panel = await form({ question: 'Happy?' });
  await userEvent.click(panel.getByRole('switch', { name: /Ask customers for a rating/u }));
  await userEvent.click(panel.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(sent()).toEqual({ question: '' }));
});

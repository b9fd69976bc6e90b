/** Templates outside the window: what the customer agreed to decides whether they go, are asked about, or are refused. */
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeBridge } from '@/bridge/fake';
import * as rows from '@/bridge/fake-rows';
import type { Contact, OptIn, OptInRule, Send, StartThread } from '@/bridge/types';
import { obstacleOf, purposeOf } from '@/stores/consent';
import { openNewThread } from '@/stores/view';
import { axeFindings } from '@/test/feature';
import { addThread, hour, now, open, setUp, tearDown, thread } from '@/test/workspace';

let fake: FakeBridge;
beforeEach(() => {
  fake = setUp();
});
afterEach(tearDown);

const optIn = (part: Partial<OptIn>): OptIn => ({ id: 'opt_1', method: 'sms', purposes: ['marketing'], at: now - hour, proof: '', by: 'usr_ana', recordedAt: now - hour, imported: false, withdrawnAt: 0, withdrawnBy: '', ...part });
const lastCall = (name: string): readonly unknown[] => fake.world.calls.filter((each) => each.name === name).at(-1)?.args ?? [];

/** A thread whose window is shut, with a template of a category chosen. */
async function choosing(rule: OptInRule, category: string, contact: Partial<Contact> = {}, wrote = now - 25 * hour): Promise<HTMLElement> {
  fake.world.put('orgs', rows.orgRow({ optIns: rule }));
  fake.world.put('templates', rows.templateRow({ id: 'tpl_1', name: 'bulletin', category, body: 'We have news.' }));
  addThread(fake, 't1', 'Lucia', { lastCustomerAt: wrote });
  fake.world.put('contacts', rows.contactRow({ id: 'con_t1', savedName: 'Lucia', ...contact }));
  await open('/threads/t1');
  return thread();
}

async function chosen(...given: Parameters<typeof choosing>): Promise<ReturnType<typeof within>> {
  const area = within(await choosing(...given));
  await userEvent.click(await area.findByRole('button', { name: /bulletin/ }));
  return area;
}

const sent = (): Send => lastCall('compose.send')[0] as Send;

describe('a template for somebody outside the window', () => {
  it('goes when they agreed to its kind', async () => {
    const area = await chosen('strict', 'MARKETING', { optIns: [optIn({})] });
    expect(area.queryByRole('group', { name: 'Opt-in' })).toBeNull();
    await userEvent.click(area.getByRole('button', { name: 'Send template' }));
    await waitFor(() => expect(sent()).toMatchObject({ askOptIn: true, content: { template: { templateId: 'tpl_1' } } }));
    expect(sent().optIn).toBeUndefined();
  });

  it('is not sent without an opt-in, which is recorded right there', async () => {
    const area = await chosen('strict', 'UTILITY', { optIns: [optIn({})] });
    const group = within(area.getByRole('group', { name: 'Opt-in' }));
    expect(group.getByText(/no opt-in for utility templates/)).toBeInTheDocument();
    expect(group.queryByRole('checkbox')).toBeNull();
    expect(await axeFindings()).toEqual([]);
    await userEvent.click(area.getByRole('button', { name: 'Send template' }));
    expect(group.getByRole('alert')).toHaveTextContent('Record the opt-in first.');
    await userEvent.click(group.getByRole('button', { name: 'Record opt-in' }));
    expect(group.getByRole('checkbox', { name: 'Utility' })).toBeChecked();
    await userEvent.click(area.getByRole('button', { name: 'Send template' }));
    expect(group.getByText('Choose how the customer agreed.')).toBeInTheDocument();
    expect(lastCall('compose.send')).toEqual([]);
    await userEvent.click(group.getByRole('combobox', { name: 'How they agreed' }));
    await userEvent.click(await screen.findByRole('option', { name: 'Website' }));
    await userEvent.click(area.getByRole('button', { name: 'Send template' }));
    await waitFor(() => expect(sent()).toMatchObject({ askOptIn: true, optIn: { method: 'website', purposes: ['utility'], proof: '' } }));
  });

  it('goes without one where that is only warned about, each confirmed by itself', async () => {
    const area = await chosen('warn', 'AUTHENTICATION');
    await userEvent.click(area.getByRole('button', { name: 'Send template' }));
    expect(area.getByText('Record an opt-in, or tick this to send without one.')).toBeInTheDocument();
    await userEvent.click(area.getByRole('checkbox', { name: 'Send this one without an opt-in' }));
    await userEvent.click(area.getByRole('button', { name: 'Send template' }));
    await waitFor(() => expect(sent()).toMatchObject({ askOptIn: false }));
    await userEvent.click(await area.findByRole('button', { name: /^bulletin/ }));
    expect(area.getByRole('checkbox', { name: 'Send this one without an opt-in' })).not.toBeChecked();
  });

  it('never goes to who stopped marketing', async () => {
    const area = await chosen('warn', 'MARKETING', { stopped: true, optIns: [optIn({})] });
    expect(area.getByRole('alert')).toHaveTextContent('This customer stopped marketing messages');
    expect(area.getByRole('button', { name: 'Send template' })).toBeDisabled();
  });

  it('brings the opt-in of a number that nobody has yet', async () => {
    fake.world.put('orgs', rows.orgRow({ optIns: 'strict' }));
    fake.world.put('templates', rows.templateRow({ id: 'tpl_1', name: 'bulletin', category: 'MARKETING', body: 'We have news.' }));
    await open('/');
    act(() => openNewThread());
    const dialog = within(await screen.findByRole('dialog', { name: 'New conversation' }));
    await userEvent.type(dialog.getByRole('textbox', { name: 'To' }), '+49 171 2345679');
    await userEvent.click(dialog.getByRole('button', { name: /bulletin/ }));
    await userEvent.click(dialog.getByRole('button', { name: 'Record opt-in' }));
    await userEvent.click(dialog.getByRole('combobox', { name: 'How they agreed' }));
    await userEvent.click(await screen.findByRole('option', { name: 'SMS' }));
    await userEvent.click(dialog.getByRole('button', { name: 'Send and open' }));
    await waitFor(() => expect(lastCall('threads.start')[0] as StartThread).toMatchObject({ askOptIn: true, optIn: { method: 'sms', purposes: ['marketing'] } }));
  });
});

describe('what stands in the way', () => {
  it.each([
    [undefined, 'utility', {}, false, undefined],
    ['strict', 'utility', {}, true, undefined],
    ['strict', 'utility', undefined, false, 'needed'],
    ['warn', 'utility', undefined, false, 'missing'],
    ['strict', 'marketing', { optIns: [optIn({})] }, false, undefined],
    ['strict', 'marketing', { optIns: [optIn({ withdrawnAt: 1 })] }, false, 'needed'],
    ['strict', 'utility', { optIns: [optIn({})] }, false, 'needed'],
    ['warn', 'marketing', { stopped: true }, true, 'stopped'],
    ['warn', 'utility', { stopped: true }, true, undefined],
  ] as const)('under %s for %s of %j, window open %s: %s', (rule, purpose, contact, windowOpen, want) => {
    expect(obstacleOf(rule, purpose, contact as Contact | undefined, windowOpen)).toBe(want);
  });

  it.each([['UTILITY', 'utility'], ['AUTHENTICATION', 'authentication'], ['MARKETING', 'marketing'], ['', 'marketing']])('a template of category %s is about %s', (category, want) => expect(purposeOf(category)).toBe(want));
});

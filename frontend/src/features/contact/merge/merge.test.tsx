import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { BridgeError } from '@/bridge/errors';
import type { FakeBridge } from '@/bridge/fake';
import { contactRow, userRow } from '@/bridge/fake-rows';
import { closeMerging, openMerge, openUnmerge } from '@/stores/merging';
import { axeFindings, closeFake, openFake, renderPage } from '@/test/feature';
import { MergeDialogs } from './merge-dialog';
import { clashesOf, lostConsent } from './merge-model';

let fake: FakeBridge;

afterEach(() => {
  closeMerging();
  closeFake();
});

async function open(begin: () => void): Promise<void> {
  fake = await openFake(({ world }) => {
    world.put('users', userRow({ id: 'usr_1', name: 'Olga', role: 'owner' }));
    world.state = { ...world.state, userId: 'usr_1', role: 'owner' };
    world.put('contacts', contactRow({ id: 'con_1', savedName: 'Ana', phone: '+34600000001', label: 'Ana' }), contactRow({ id: 'con_2', savedName: 'Anna', phone: '+34600000002', label: 'Anna', accountId: 'K-7' }), contactRow({ id: 'con_3', savedName: 'Bo', phone: '+34600000003', label: 'Bo' }));
  });
  begin();
  await renderPage(<MergeDialogs />, '/');
}

const asked = (name: string): unknown => fake.world.calls.findLast((each) => each.name === name)?.args[0];

describe('merging contacts', () => {
  it('finds the other one, shows both and the person, asks which name is kept, and merges', async () => {
    await open(() => openMerge('con_1'));
    const dialog = within(await screen.findByRole('dialog', { name: /Merge .*Ana.* with another contact/ }));
    expect(await dialog.findByRole('button', { name: /Bo/ })).toBeInTheDocument();
    expect(dialog.queryByRole('button', { name: /^A Ana/ })).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: /Anna/ }));
    const table = within(await dialog.findByRole('table'));
    expect(table.getByRole('row', { name: /Account/ })).toHaveTextContent(/–.*K-7.*K-7/);
    fireEvent.click(dialog.getByRole('radio', { name: 'Anna' }));
    await waitFor(() => expect(asked('contact.mergeCheck')).toEqual({ contactId: 'con_1', otherId: 'con_2', take: ['name'] }));
    fireEvent.click(dialog.getByRole('button', { name: 'Merge' }));
    await waitFor(() => expect(asked('contact.merge')).toEqual({ contactId: 'con_1', otherId: 'con_2', take: ['name'] }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(fake.world.need('contacts', 'con_2').mergedInto).toBe('con_1');
  });

  it('keeps the dialog with what was chosen when the relay refuses', async () => {
    await open(() => openMerge('con_1'));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(await dialog.findByRole('button', { name: /Anna/ }));
    await dialog.findByRole('table');
    fake.world.fail('contact.merge', new BridgeError('conflict', 'Together they have more notes than fit.', 'mergeRoom'));
    fireEvent.click(dialog.getByRole('button', { name: 'Merge' }));
    expect(await dialog.findByText(/more notes than fit/)).toBeInTheDocument();
    expect(dialog.getByRole('table')).toBeInTheDocument();
  });

  it('shows what each has when a merge is undone, and undoes it', async () => {
    await open(() => {
      fake.world.put('contacts', { ...fake.world.need('contacts', 'con_2'), mergedInto: 'con_1' });
      openUnmerge('con_2');
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Undo the merge?' }));
    await dialog.findByRole('table').catch(() => undefined);
    fireEvent.click(await dialog.findByRole('button', { name: 'Undo the merge' }));
    await waitFor(() => expect(fake.world.need('contacts', 'con_2').mergedInto ?? '').toBe(''));
  });

  it('has no fault that a screen reader meets', async () => {
    await open(() => openMerge('con_1'));
    await screen.findByRole('dialog');
    expect(await axeFindings()).toEqual([]);
  });
});

describe('what two contacts are as one', () => {
  const words = { name: 'Name', account: 'Account', language: 'Language' };
  const plan = { id: 'att_1', name: 'Plan', type: 'text' } as const;

  it('asks only where both have something, and something else', () => {
    const a = contactRow({ id: 'a', savedName: 'Ana', accountId: '', attributes: [{ key: 'att_1', value: 'Basic' }] });
    const b = contactRow({ id: 'b', savedName: 'Ana', accountId: 'K', attributes: [{ key: 'att_1', value: 'Pro' }] });
    expect(clashesOf(a, b, [plan], words)).toEqual([{ key: 'att_1', title: 'Plan', mine: 'Basic', theirs: 'Pro' }]);
  });

  it('names the consent that only one has given', () => {
    const optIn = (purposes: ('marketing' | 'utility')[]) => ({ id: 'o', method: 'website' as const, purposes, at: 1, by: 'u', recordedAt: 1, proof: '', withdrawnAt: 0, withdrawnBy: '', imported: false });
    const a = contactRow({ id: 'a', optIns: [optIn(['marketing', 'utility'])] });
    const b = contactRow({ id: 'b', optIns: [optIn(['utility'])] });
    expect(lostConsent(a, b, contactRow({ id: 'a', optIns: [optIn(['utility'])] }))).toEqual(['marketing']);
  });
});

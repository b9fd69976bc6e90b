import { describe, expect, it } from 'vitest';
import type { PutInbox } from '@/bridge/types';
import { inboxRow, planRow } from '@/bridge/fake-rows';
import { same } from '@/lib/three-way';
import { draftOf } from './model';
import { planDraft } from './plan-model';
import { inboxBegins, inboxChange, inboxRebased, planChange } from './rebase';

const hours = { zone: 'UTC', week: [{ day: 1, from: 540, to: 1020 }], outside: 'queue' as const };
const was = inboxRow({ id: 'inb_1', name: 'Support', numberId: 'num_1', members: ['ana', 'ben'], mode: 'proficiency', levels: [{ userId: 'ana', level: 30 }], capacity: 0, hours, targets: { first: 15, next: 0, resolution: 0, openHours: false } });
const typed = (change: Partial<PutInbox>): ReturnType<typeof inboxBegins> => ({ base: inboxBegins(was).base, draft: { ...inboxBegins(was).draft, ...change } });

describe('a form while somebody else changes the inbox', () => {
  it('follows every field that it left alone, and sends none of them', () => {
    const now = inboxRow({ ...was, name: 'Helpdesk', numberId: 'num_2', members: ['ana', 'cleo'], mode: 'sticky', dials: 3, reassignSeconds: 90, capacity: 5, graceMinutes: 20, overflow: { inboxId: 'inb_2', minutes: 4 }, targets: { first: 30, next: 0, resolution: 0, openHours: true } });
    const edit = inboxRebased(typed({ hours: { ...hours, zone: 'Europe/Berlin' } }), now);
    expect(edit.clashes).toEqual([]);
    expect(same({ ...edit.draft, levels: undefined }, { ...draftOf(now), levels: undefined, hours: { ...hours, zone: 'Europe/Berlin' } })).toBe(true);
    const put = inboxChange(edit.draft, now);
    expect(put).toMatchObject({ hours: { zone: 'Europe/Berlin' }, members: ['ana', 'cleo'], edited: { hours } });
    expect(Object.keys(put.edited ?? {})).toEqual(['hours']);
    for (const untouched of ['capacity', 'overflow', 'targets', 'levels', 'dials']) expect(put).not.toHaveProperty(untouched);
  });

  it('counts a capacity and service levels that are empty again as left alone, though the row has neither', () => {
    const { capacity, targets, ...bare } = was;
    expect([capacity, targets === undefined]).toEqual([0, false]);
    const begins = inboxBegins(bare);
    const emptied = { ...begins.draft, capacity: Number.NaN, targets: { first: Number.NaN, next: Number.NaN, resolution: Number.NaN, openHours: false } };
    expect(inboxChange(emptied, bare)).toMatchObject({ edited: {} });
    for (const untouched of ['capacity', 'targets']) expect(inboxChange(emptied, bare)).not.toHaveProperty(untouched);
    expect(inboxRebased({ base: begins.base, draft: { ...begins.draft, capacity: 3 } }, { ...bare, capacity: 0 }).clashes).toEqual([]);
    expect(inboxChange({ ...begins.draft, capacity: 3 }, bare)).toMatchObject({ capacity: 3, edited: { capacity: 0 } });
  });

  it('brings both together of agents and of their levels', () => {
    const now = inboxRow({ ...was, members: ['ben', 'cleo'], levels: [{ userId: 'cleo', level: 50 }, { userId: 'ben', level: 7 }] });
    const edit = inboxRebased(typed({ members: ['ana', 'ben', 'dora'], levels: [{ userId: 'ana', level: 30 }, { userId: 'dora', level: 9 }] }), now);
    expect(edit.clashes).toEqual([]);
    expect(edit.draft.members).toEqual(['ben', 'cleo', 'dora']);
    const put = inboxChange(edit.draft, now);
    expect(put.edited).toEqual({ join: ['dora'], levels: [{ userId: 'dora', level: 1 }] });
    expect(put.levels).toEqual([{ userId: 'ben', level: 7 }, { userId: 'cleo', level: 50 }, { userId: 'dora', level: 9 }]);
  });

  it.each([
    ['name', { name: 'Mine' }, { name: 'Theirs' }],
    ['numberId', { numberId: 'num_3' }, { numberId: 'num_2' }],
    ['capacity', { capacity: 3 }, { capacity: 4 }],
    ['levels', { levels: [{ userId: 'ana', level: 40 }] }, { levels: [{ userId: 'ana', level: 50 }] }],
    ['hours', { hours: undefined }, { hours: { ...hours, outside: 'message', message: 'Closed' } }],
    ['targets', { targets: { first: 5, next: Number.NaN, resolution: Number.NaN, openHours: false } }, { targets: { first: 6, next: 0, resolution: 0, openHours: false } }],
  ] as const)('has a person choose when both changed it: %s', (field, mine, theirs) => {
    const edit = inboxRebased(typed(mine as Partial<PutInbox>), inboxRow({ ...was, ...(theirs as object) }));
    expect(edit.clashes).toEqual([field]);
    expect(same(edit.draft[field], (mine as Partial<PutInbox>)[field])).toBe(true);
    expect(inboxRebased(typed(mine as Partial<PutInbox>), was).clashes).toEqual([]);
  });

  it.each([
    ['levels', 'sticky', { levels: [{ userId: 'ana', level: 40 }] }, { levels: [{ userId: 'ana', level: 50 }] }],
    ['dials', 'manual', { dials: 4 }, { dials: 5 }],
    ['reassignSeconds', 'manual', { reassignSeconds: 60 }, { reassignSeconds: 45 }],
  ] as const)('leaves theirs where the mode hides the field, and has a person choose when it shows it again: %s', (field, mode, mine, theirs) => {
    const now = inboxRow({ ...was, ...(theirs as object) });
    const hidden = inboxRebased(typed({ ...(mine as Partial<PutInbox>), mode }), now);
    expect(hidden.clashes).toEqual([]);
    expect(inboxChange(hidden.draft, now).edited).toEqual({ mode: 'proficiency' });
    expect(inboxRebased({ base: hidden.base, draft: { ...hidden.draft, mode: field === 'dials' ? 'sticky' : 'proficiency' } }, now).clashes).toEqual([field]);
  });

  it('is no clash when both changed it to the same', () => {
    expect(inboxRebased(typed({ name: 'Both' }), inboxRow({ ...was, name: 'Both' })).clashes).toEqual([]);
  });
});

describe('a change of a plan', () => {
  it('names what was changed, with what it was', () => {
    const plan = planRow({ id: 'pln_1', name: 'Region', type: 'branches', inboxId: 'inb_1', branches: [{ if: [{ kind: 'label', value: 'vip' }], inboxId: 'inb_2' }] });
    expect(planChange({ ...planDraft(plan), inboxId: 'inb_3' }, plan)).toMatchObject({ name: 'Region', inboxId: 'inb_3', edited: { inboxId: 'inb_1' } });
    expect(planChange(planDraft(plan), plan).edited).toEqual({});
  });
});

import { describe, expect, it } from 'vitest';
import { inboxRow } from '@/bridge/fake-rows';
import { draftOf, inboxFaults, putOf } from './model';

const inbox = inboxRow({ id: 'inb_1', name: 'Support', reassignSeconds: 90, capacity: 0, members: ['usr_ana'], targets: { first: 15, next: 0, resolution: 0, openHours: false } });

describe('an empty number and a 0', () => {
  it('are not the same in a draft, and the relay is sent 0 for the empty one', () => {
    const draft = draftOf(inbox);
    expect(inboxFaults(draft, [])).toEqual({});
    expect(putOf(draft, inbox)).toMatchObject({ capacity: 0, targets: { first: 15, next: 0, resolution: 0 } });
    expect(inboxFaults({ ...draft, capacity: 0 }, [])).toEqual({ capacity: true });
    expect(inboxFaults({ ...draft, members: [] }, [])).toEqual({ agents: true });
    expect(inboxFaults({ ...draft, targets: { first: 15, next: 0, resolution: Number.NaN, openHours: false } }, [])).toEqual({ targets: { range: ['next'] } });
  });
});

describe('a time to accept that is none', () => {
  it('keeps a mode from being saved that hands out conversations, and is the usual in a queue where agents choose', () => {
    const wrong = { ...draftOf(inbox), reassignSeconds: Number.NaN };
    expect(inboxFaults(wrong, [])).toEqual({ time: true });
    expect(inboxFaults({ ...wrong, mode: 'manual' }, [])).toEqual({});
    expect(putOf({ ...wrong, mode: 'manual' }, inbox)).toMatchObject({ mode: 'manual', reassignSeconds: 30 });
    expect(putOf({ ...draftOf(inbox), mode: 'manual' }, inbox)).toMatchObject({ reassignSeconds: 90 });
  });
});

import { describe, expect, it } from 'vitest';
import type { BusinessNumber, Inbox, User } from '@/bridge/types';
import { inboxRow, numberRow, userRow } from '@/bridge/fake-rows';
import { leftAlone, type StaffingChange } from './staffing';

const ana = userRow({ id: 'ana', name: 'Ana' });
const ben = userRow({ id: 'ben', name: 'Ben' });
const away = userRow({ id: 'away', name: 'Away', active: false });
const staff = {
  numbers: [
    numberRow({ id: 'n1', name: 'One', inboxId: 'i1', off: false }),
    numberRow({ id: 'n2', name: 'Two', inboxId: 'i2', off: false }),
    numberRow({ id: 'n3', name: 'Off', inboxId: 'i3', off: true }),
    numberRow({ id: 'n4', name: 'Unmapped', inboxId: '', off: false }),
    numberRow({ id: 'n5', name: 'Crowd', inboxId: 'i5', off: false }),
    numberRow({ id: 'n6', name: 'Alone already', inboxId: 'i6', off: false }),
  ] as BusinessNumber[],
  inboxes: new Map<string, Inbox>(
    [
      inboxRow({ id: 'i1', members: ['ana', 'away'] }),
      inboxRow({ id: 'i2', members: ['ana', 'ben'] }),
      inboxRow({ id: 'i3', members: ['ana'] }),
      inboxRow({ id: 'i5', members: [], cut: true }),
      inboxRow({ id: 'i6', members: ['away'] }),
    ].map((each) => [each.id, each]),
  ),
  users: new Map<string, User>([ana, ben, away].map((each) => [each.id, each])),
};

describe('leftAlone', () => {
  const cases: readonly (readonly [string, StaffingChange, readonly string[]])[] = [
    ['the last one who can answer is switched off', { user: { ...ana, active: false } }, ['One']],
    ['they have no channel any more', { user: { ...ana, whatsApp: false } }, ['One']],
    ['they lose a licence', { user: { ...ana, without: ['contactCenter'] } }, ['One']],
    ['another one is left', { user: { ...ben, active: false } }, []],
    ['they keep what they need', { user: { ...ana, name: 'Anna' } }, []],
    ['an inbox loses everybody who can answer', { inbox: { id: 'i1', members: ['away'] } }, ['One']],
    ['it gets another one', { inbox: { id: 'i1', members: ['ben'] } }, []],
    ['one that is switched off loses everybody', { inbox: { id: 'i3', members: [] } }, []],
    ['one that had nobody loses nobody', { inbox: { id: 'i6', members: [] } }, []],
    ['one that came without its agents is not judged', { inbox: { id: 'i5', members: [] } }, []],
    ['a number that somebody answers leads nowhere', { number: { id: 'n1', leads: [] } }, ['One']],
    ['one that nobody answers leads nowhere', { number: { id: 'n6', leads: [] } }, []],
    ['a number is to lead to nobody', { number: { id: 'n4', leads: [{ members: ['away'], cut: false }] } }, ['Unmapped']],
    ['one of its ways leads to nobody', { number: { id: 'n1', leads: [{ members: ['ana'], cut: false }, { members: [], cut: false }] } }, ['One']],
    ['each of its ways leads to somebody', { number: { id: 'n1', leads: [{ members: ['ben'], cut: false }, { members: [], cut: true }] } }, []],
    ['a number that is switched off leads nowhere', { number: { id: 'n3', leads: [] } }, []],
    ['nothing changes', {}, []],
  ];
  it.each(cases)('%s', (_, change, names) => {
    expect(leftAlone(staff, change).map((each) => each.name)).toEqual(names);
  });
});

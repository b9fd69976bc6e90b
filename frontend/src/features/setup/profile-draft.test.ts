import { describe, expect, it } from 'vitest';
import type { BusinessProfile, Profile } from '@/bridge/types';
import { bytesOf } from './logo';
import { draftFaults, draftOf, isBlank, newDraft, putOf } from './profile-draft';

const profile = (part: Partial<Profile> = {}): Profile => ({ about: '', address: '', description: '', email: '', vertical: '', websites: [], ...part });
const shop: BusinessProfile = { id: 'p1', name: 'Shop', profile: profile({ about: 'Lamps' }), picture: '', seq: 1 };

describe('profile draft', () => {
  it('is blank until customers would see something of it', () => {
    expect(isBlank(newDraft('Shop'))).toBe(true);
    for (const draft of [newDraft('', profile({ about: 'x' })), newDraft('', profile({ vertical: 'OTHER' })), newDraft('', profile({ websites: ['https://x.example'] })), { ...newDraft(''), picture: 'abc' }]) {
      expect(isBlank(draft)).toBe(false);
    }
  });

  it('wants a name that no other profile has, in whatever case', () => {
    expect(draftFaults(newDraft(' '), [shop]).name).toBe('missing');
    expect(draftFaults(newDraft(' sHOP '), [shop]).name).toBe('taken');
    expect(draftFaults(draftOf(shop), [shop])).toEqual({});
    expect(draftFaults(newDraft('Two', profile({ email: 'no address' })), [shop])).toEqual({ email: 'email' });
  });

  it('lets a new one be made again whose answer was lost, and no other of its name', () => {
    const typed = newDraft('shop', profile({ about: ' Lamps ' }));
    expect(draftFaults(typed, [shop])).toEqual({});
    for (const other of [newDraft('Shop', profile({ about: 'Lamps', email: 'a@b.example' })), newDraft('Shop', profile({ about: 'Lamps', websites: ['https://x.example'] })), { ...typed, picture: 'abc' }, { ...typed, id: 'p2' }]) {
      expect(draftFaults(other, [shop]).name).toBe('taken');
    }
  });

  it('sends what was typed without the blanks around it', () => {
    expect(putOf({ ...newDraft(' Shop ', profile({ websites: [' https://x.example ', ''] })) }, 'n1')).toEqual({
      id: '', numberId: 'n1', name: 'Shop', picture: '', profile: profile({ websites: ['https://x.example'] }),
    });
  });

  it('counts the bytes of a logo as the relay does', () => {
    for (const text of ['', 'a', 'ab', 'abc', 'abcd']) expect(bytesOf(btoa(text))).toBe(text.length);
  });
});

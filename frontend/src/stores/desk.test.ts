import { describe, expect, it } from 'vitest';
import { contactRow, emptyChanges, threadRow } from '@/bridge/fake-rows';
import { newer } from '@/test/newer';
import { applied, useDesk } from './desk';

const start = useDesk.getState();

describe('applied', () => {
  it('puts rows in, replaces them, takes them out', () => {
    const one = applied(start, emptyChanges(2, { threads: [threadRow({ id: 'a' }), threadRow({ id: 'b' })] }));
    const two = applied(one, { ...emptyChanges(4, { threads: [threadRow({ id: 'a', preview: 'new' })] }), gone: [{ type: 'thread', id: 'b' }] });
    expect([...two.threads.values()].map((each) => each.preview)).toEqual(['new']);
    expect(two.rev).toBe(4);
    expect([...one.threads.keys()]).toEqual(['a', 'b']);
  });

  it('keeps a row that comes in the same set in which its id is gone', () => {
    const one = applied(start, emptyChanges(1, { contacts: [contactRow({ id: 'c' })] }));
    const two = applied(one, { ...emptyChanges(3, { contacts: [contactRow({ id: 'c', savedName: 'Back' })] }), gone: [{ type: 'contact', id: 'c' }] });
    expect(two.contacts.get('c')?.savedName).toBe('Back');
  });

  it('leaves tables alone that nothing touched', () => {
    const one = applied(start, { ...emptyChanges(1, { threads: [threadRow({ id: 'a' })] }), unread: [{ threadId: 'a', count: 2 }] });
    const two = applied(one, { ...emptyChanges(2, { contacts: [contactRow({ id: 'c' })] }), unread: [{ threadId: 'a', count: 2 }], gone: [{ type: 'thread', id: 'unheard of' }] });
    expect(two.threads).toBe(one.threads);
    expect(two.unread).toBe(one.unread);
  });

  it('is loaded after the last page and not before', () => {
    const page = applied(start, { ...emptyChanges(1), more: true });
    expect(page.loaded).toBe(false);
    expect(applied(page, emptyChanges(2)).loaded).toBe(true);
  });

  it('passes over kinds that it does not know', () => {
    expect(() => applied(start, { ...emptyChanges(1), gone: [{ type: newer('hologram'), id: 'x' }, { type: newer('toString'), id: 'x' }] })).not.toThrow();
  });
});

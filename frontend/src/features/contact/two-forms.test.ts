import { describe, expect, it } from 'vitest';
import { contactRow } from '@/bridge/fake-rows';
import { attributeField, contactChange, contactDraft, contactRebased } from './contact-edit';

describe('the form of a customer', () => {
  const was = contactRow({ id: 'con_1', profileName: 'rosa', savedName: '', accountId: 'A-1', language: 'es', labels: ['vip', 'late'], attributes: [{ key: 'att_1', value: 'gold' }, { key: 'att_2', value: '7' }] });
  const base = contactDraft(was);

  it('says what was changed only, label by label, and keeps a name of the profile nobody typed', () => {
    const now = contactRow({ ...was, accountId: 'A-2', labels: ['vip', 'press'], attributes: [{ key: 'att_1', value: 'silver' }, { key: 'att_2', value: '7' }] });
    const { draft, clashes } = contactRebased({ base, draft: { ...base, language: 'de', labels: ['late', 'new'], [attributeField('att_2')]: '8' } }, contactDraft(now));
    expect(clashes).toEqual([]);
    expect(draft).toEqual({ name: 'rosa', accountId: 'A-2', language: 'de', labels: ['press', 'new'], [attributeField('att_1')]: 'silver', [attributeField('att_2')]: '8' });
    expect(contactChange(draft, now).edited).toEqual({ language: 'es', join: ['new'], leave: ['vip'], attributes: [{ key: 'att_2', value: '7' }] });
  });

  it.each([['name', { savedName: 'Rosa' }], ['accountId', { accountId: 'A-9' }], ['language', { language: 'pt' }]] as const)('has a person choose when two changed the %s', (field, theirs) => {
    const rebased = contactRebased({ base, draft: { ...base, [field]: 'de' } }, contactDraft(contactRow({ ...was, ...theirs })));
    expect(rebased.clashes).toEqual([field]);
    expect(rebased.draft[field]).toBe('de');
  });

  it('has a person choose when two changed the same attribute, also where one took it away', () => {
    const field = attributeField('att_1');
    const mine = { base, draft: { ...base, [field]: 'bronze' } };
    for (const values of [[{ key: 'att_1', value: 'silver' }], []]) {
      const rebased = contactRebased(mine, contactDraft(contactRow({ ...was, attributes: [...values, { key: 'att_2', value: '9' }] })));
      expect(rebased.clashes).toEqual([field]);
      expect(rebased.draft).toMatchObject({ [field]: 'bronze', [attributeField('att_2')]: '9' });
    }
    const settled = { base: { ...base, [field]: 'silver' }, draft: mine.draft };
    expect(contactRebased(settled, contactDraft(contactRow({ ...was, attributes: [{ key: 'att_1', value: 'silver' }] }))).clashes).toEqual([]);
    const gone = contactRebased({ ...mine, base: { ...base, [field]: undefined } }, contactDraft(contactRow({ ...was, attributes: [] })));
    expect(gone.clashes).toEqual([]);
    expect(gone.draft[field]).toBe('bronze');
  });
});

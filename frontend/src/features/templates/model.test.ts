import { describe, expect, it } from 'vitest';
import { templateRow } from '@/bridge/fake-rows';
import { readingOf } from '@/lib/template';
import { examples } from './examples';
import { blankWording, familiesOf, freeName, lengthOf, nameFits, nearestName, nextVariable, rejection, tooLong, withBody, withVariable, wordingOf } from './model';

describe('what is written of a template', () => {
  it('is its draft, else what its provider has', () => {
    const row = templateRow({ id: 't', body: 'Theirs {{1}} x', samples: ['a'], fills: [{ name: '1', with: 'agentName' }], headerKind: 'TEXT', headerText: 'Top' });
    expect(wordingOf(row)).toMatchObject({ body: 'Theirs {{1}} x', samples: ['a'], headerText: 'Top', fills: [{ name: '1', with: 'agentName' }], headerHandle: '' });
    const draft = { version: 1, category: 'MARKETING', headerText: '', body: 'Ours', footer: '', by: 'usr_ana', at: 1 };
    expect(wordingOf({ ...row, draft })).toEqual({ ...blankWording, category: 'MARKETING', body: 'Ours' });
  });

  it('has nothing of the text that Meta writes for a login code', () => {
    const listed = templateRow({ id: 't', category: 'AUTHENTICATION', body: '*{{1}}* is your verification code.', samples: ['123456'], footer: 'Expires soon.', buttons: [{ type: 'URL', text: 'Copy it', url: 'https://example.org/{{1}}', sample: 'https://example.org/1' }] });
    const want = { ...blankWording, category: 'AUTHENTICATION', buttons: [{ type: 'OTP', text: 'Copy it', url: '' }] };
    expect(wordingOf(listed)).toEqual(want);
    const { category, headerText, body, footer, buttons } = listed;
    expect(wordingOf({ ...listed, buttons: [], draft: { category, headerText, body, footer, buttons, version: 1, by: 'usr_ana', at: 1 } })).toEqual(want);
  });

  it('keeps the examples and fillings of the variables that stay', () => {
    const before = { ...blankWording, body: 'A {{1}} b {{2}} c', samples: ['one', 'two'], fills: [{ name: '1', with: 'agentName' as const }, { name: '2', with: 'contactName' as const }] };
    expect(withBody(before, 'B {{2}} a {{1}} c')).toMatchObject({ samples: ['two', 'one'] });
    expect(withBody(before, 'B {{2}} c')).toMatchObject({ samples: ['two'], fills: [{ name: '2', with: 'contactName' }] });
  });

  it('gets the next variable where the cursor is', () => {
    expect(withVariable({ ...blankWording, body: 'Hello , bye' }, 6, 'Ana', 'agentName')).toMatchObject({ body: 'Hello {{1}}, bye', samples: ['Ana'], fills: [{ name: '1', with: 'agentName' }] });
    expect(nextVariable('a {{3}} b')).toBe('4');
    expect(nextVariable('a {{name}} b {{value_2}}')).toBe('value_3');
  });

  it.each([
    ['x'.repeat(1024), '', false],
    ['x'.repeat(1025), '', true],
    ['🌿'.repeat(1024), '', false],
    ['', 'x'.repeat(61), true],
  ])('is too long to be kept', (body, footer, want) => expect(tooLong({ ...blankWording, body, footer })).toBe(want));

  it('counts characters and not their halves', () => expect(lengthOf('🌿é')).toBe(2));
});

describe('names', () => {
  it.each([
    ['Order Ready', 'order_ready'],
    ['Größe-2', 'grosse_2'],
    ['ünï', 'uni'],
    ['привет', ''],
    ['‮evil', 'evil'],
  ])('nearest to %s is %s', (typed, want) => expect(nearestName(typed)).toBe(want));

  it.each(['', 'a b', 'A', 'ü', 'a​', 'x'.repeat(513)])('cannot be %j', (name) => expect(nameFits(name)).toBe(false));

  it('are free ones', () => {
    const rows = [templateRow({ id: 'a', name: 'survey' }), templateRow({ id: 'b', name: 'survey_2' }), templateRow({ id: 'c', name: 'promotion', wabaId: 'other' })];
    expect(freeName('survey', rows, 'wab_1', 0)).toBe('survey_3');
    expect(freeName('promotion', rows, 'wab_1', 0)).toBe('promotion');
  });

  it('are free again once their template was deleted, unless Meta keeps them', () => {
    const draft = { version: 1, category: 'MARKETING', headerText: '', body: 'Ours', footer: '', by: 'usr_ana', at: 1 };
    const rows = [templateRow({ id: 'a', name: 'survey', status: 'DELETED' }), templateRow({ id: 'b', name: 'promotion', status: 'DELETED', heldUntil: 500 }), templateRow({ id: 'c', name: 'visit', status: 'DELETED', draft })];
    expect(freeName('survey', rows, 'wab_1', 100)).toBe('survey');
    expect(freeName('promotion', rows, 'wab_1', 499)).toBe('promotion_2');
    expect(freeName('promotion', rows, 'wab_1', 500)).toBe('promotion');
    expect(freeName('visit', rows, 'wab_1', 100)).toBe('visit_2');
  });

  it('gather their languages, without what was deleted', () => {
    const rows = [templateRow({ id: 'a', name: 'x', language: 'es' }), templateRow({ id: 'b', name: 'x', language: 'de' }), templateRow({ id: 'c', name: 'x', status: 'DELETED' }), templateRow({ id: 'd', name: 'x', wabaId: 'other' })];
    expect(familiesOf(rows).map((each) => each.all.map((one) => one.id))).toEqual([['d'], ['b', 'a']]);
  });
});

describe('the examples', () => {
  it.each(examples.map((each) => [each.name, each.wording] as const))('%s has an example for each variable and fits', (_, wording) => {
    const reading = readingOf(wording, { headerText: wording.headerSample, params: wording.samples });
    expect(`${reading.header}${reading.text}`).not.toContain('{{');
    expect(tooLong(wording)).toBe(false);
    expect(withBody(wording, wording.body)).toEqual(wording);
  });
});

describe('why one was rejected', () => {
  it.each([
    ['INVALID_FORMAT', 'INVALID_FORMAT', ''],
    ['PROMOTIONAL it sells', 'PROMOTIONAL', 'it sells'],
    ['SOMETHING_NEW', undefined, 'SOMETHING_NEW'],
    ['', undefined, ''],
  ])('%s', (reason, known, detail) => expect(rejection(reason)).toEqual({ known, detail }));
});

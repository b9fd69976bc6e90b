import { describe, expect, it } from 'vitest';
import { createTexts } from './i18n';
import { problemWords, saidIn } from './said';
import file from './said.cases.json';
import { newer } from '@/test/newer';

describe('saidIn', () => {
  const texts = createTexts().cloneInstance({ forkResourceStore: true });
  texts.addResourceBundle('en', 'refusals', { ...file.texts, said: file.texts });
  const say = saidIn(texts);

  // backend/words holds Go to the same cases.
  it.each(file.cases)('$key $params', ({ key, params, said }) => {
    expect(say({ code: 'conflict', subcode: key, params })).toBe(said);
  });

  it('says the code where a newer relay has a subcode of its own', () => {
    const english = saidIn(createTexts());
    expect(english({ code: 'tooMany', subcode: 'ofNextYear', params: { who: 'Ravi' } })).toBe('This was too much at once. Wait a moment and try again.');
    expect(english({ code: newer('ofNextYear') })).toContain('Something went wrong inside Parley.');
    expect(english({ code: 'conflict', subcode: 'changedHands', params: { context: 'quicker', who: 'Ravi' } })).toBe('Ravi was quicker and has this conversation now.');
  });

  it("takes an older relay's own sentence", () => {
    expect(say({ code: 'conflict', subcode: 'plain', message: 'As it was.' })).toBe('As it was.');
    expect(problemWords(say, { text: 'Kept.', title: 'Title' })).toBe('Kept.');
    expect(problemWords(say, { text: '', title: 'Title' })).toBe('Title');
    expect(problemWords(say, { text: 'Kept.', title: '', said: { code: 'conflict', subcode: 'plain' } })).toBe('It is gone.');
  });
});

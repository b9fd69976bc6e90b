import { describe, expect, it } from 'vitest';
import { type ChoicesForm, choicesToSend, emptyChoices, twice } from './choices-model';

const buttons = (...list: readonly string[]): ChoicesForm => ({ ...emptyChoices, body: 'When?', buttons: list });
const list = (...sections: readonly (readonly [string, ...string[]])[]): ChoicesForm => ({
  ...emptyChoices, kind: 'list', body: 'When?', open: 'Times',
  sections: sections.map(([title, ...rows]) => ({ title, rows: rows.map((each) => ({ title: each.split('|')[0] ?? '', about: each.split('|')[1] ?? '' })) })),
});

describe('a question with choices', () => {
  it('leaves out what is empty', () => {
    expect(choicesToSend(buttons(' Today ', '', 'Tomorrow'))).toEqual({ header: '', footer: '', open: '', sections: [{ title: '', rows: [{ title: 'Today', about: '' }, { title: 'Tomorrow', about: '' }] }] });
    expect(choicesToSend(list(['Mon', '10:00|early', ''], ['', '']))?.sections).toEqual([{ title: 'Mon', rows: [{ title: '10:00', about: 'early' }] }]);
  });

  it.each<[string, ChoicesForm, boolean]>([
    ['a button of 20 characters', buttons('é'.repeat(20)), true],
    ['a button of 21', buttons('é'.repeat(21)), false],
    ['three buttons', buttons('a', 'b', 'c'), true],
    ['four', buttons('a', 'b', 'c', 'd'), false],
    ['the same button twice', buttons('a', 'a '), false],
    ['no button', buttons('', ''), false],
    ['no question', { ...buttons('a'), body: ' ' }, false],
    ['a question of 1,025 characters', { ...buttons('a'), body: 'x'.repeat(1025) }, false],
    ['the same over a list', { ...list(['', 'a']), body: 'x'.repeat(1025) }, true],
    ['a footer of 61 characters', { ...buttons('a'), footer: 'x'.repeat(61) }, false],
    ['ten rows', list(['x', ...'abcde'], ['y', ...'fghij']), true],
    ['eleven', list(['', ...'abcdefghijk']), false],
    ['no button that opens it', { ...list(['', 'a']), open: '' }, false],
    ['a section without a title beside another', list(['x', 'a'], ['', 'b']), false],
    ['a row of 25 characters', list(['', 'x'.repeat(25)]), false],
    ['a description of 73', list(['', `a|${'x'.repeat(73)}`]), false],
    ['a description without a title', list(['', '|b']), false],
    ['one hour on two days', list(['Mon', '10:00|Monday'], ['Tue', '10:00|Tuesday']), true],
    ['the same row twice', list(['Mon', '10:00'], ['Tue', '10:00']), false],
  ])('%s: can be sent or not', (_, form, can) => expect(choicesToSend(form) !== undefined).toBe(can));

  it('says which is there twice', () => expect([...twice({ header: '', footer: '', open: '', sections: [{ title: '', rows: [{ title: 'a', about: '' }, { title: 'b', about: '' }, { title: 'a', about: '' }] }] })]).toEqual(['a']));
});

import { expect, it } from 'vitest';
import { mentionedIn, partsOf } from './mentions';

const people = [{ userId: 'ana', name: 'Ana' }, { userId: 'lopez', name: 'Ana López' }, { userId: 'lena', name: 'Лена' }];

it('finds whose names stand in a note after an @', () => {
  expect(mentionedIn('@Ana and @Лена, please; @Ana too', people)).toEqual(['ana', 'lena']);
  expect(mentionedIn('@Ana López knows', people)).toEqual(['lopez']);
  expect(mentionedIn('@Anabel, ana@Ana.example, @ana', people)).toEqual(['ana']);
  expect(mentionedIn('nobody', [{ userId: 'x', name: '' }])).toEqual([]);
});

it('takes the text apart without losing any of it', () => {
  const text = 'ask @Ana López, or @Лена.';
  expect(partsOf(text, people)).toEqual([
    { text: 'ask ', userId: '' },
    { text: '@Ana López', userId: 'lopez' },
    { text: ', or ', userId: '' },
    { text: '@Лена', userId: 'lena' },
    { text: '.', userId: '' },
  ]);
});

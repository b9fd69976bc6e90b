import { expect, it } from 'vitest';
import { filled, findCanned, firstOf, isUnfilled, unknownPlaceholder } from './canned';

const values = { 'contact.name': 'Lena Hoffmann', 'contact.firstName': firstOf('Lena Hoffmann'), 'agent.name': 'Ana', 'agent.firstName': 'Ana', 'inbox.name': 'Support', 'number.name': '' };

it('fills placeholders, and leaves what has no value to be seen', () => {
  expect(filled('Hello {{contact.firstName|there}}, {{ agent.name }} of {{inbox.name}}', values)).toBe('Hello Lena, Ana of Support');
  expect(filled('{{number.name|our shop}} and {{number.name}}', values)).toBe('our shop and {{number.name}}');
  expect(isUnfilled('{{number.name}}')).toBe(true);
  expect(isUnfilled('{{order}} and { {number.name} }')).toBe(false);
  expect(unknownPlaceholder('{{contact.name}} {{contact.shoe|x}}')).toBe('{{contact.shoe|x}}');
  expect(unknownPlaceholder('{{contact.name|you}}')).toBeUndefined();
});

it('finds by shortcut before title, and title before text', () => {
  const all = [
    { shortcut: 'refund', title: 'Money back', text: 'You get it back' },
    { shortcut: 'hi', title: 'Greeting', text: 'Hello' },
    { shortcut: 'late', title: 'Refund later', text: 'sorry' },
    { shortcut: 'привет', title: 'Русский', text: 'refund' },
  ];
  expect(findCanned(all, 'ref').map((each) => each.shortcut)).toEqual(['refund', 'late', 'привет']);
  expect(findCanned(all, 'ПРИ').map((each) => each.shortcut)).toEqual(['привет']);
  expect(findCanned(all, '').map((each) => each.shortcut)).toHaveLength(4);
});

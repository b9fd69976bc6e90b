// @vitest-environment jsdom
/** The keys on keyboards of the world: which act a press means, by what it writes and where it stands. */
import { afterEach, describe, expect, it } from 'vitest';
import { isComposing, matches, noteLayout, writes } from './keys';

const typed = (key: string, code: string): void => noteLayout(new KeyboardEvent('keydown', { key, code }));
const press = (key: string, code: string, init: KeyboardEventInit = {}): KeyboardEvent => new KeyboardEvent('keydown', { key, code, ...init });
const alt = { altKey: true } as const;
const ctrl = { ctrlKey: true } as const;
const altGr = { altKey: true, ctrlKey: true, modifierAltGraph: true } as const;

// What a person writes in an ordinary word tells the layout.
afterEach(() => typed('a', 'KeyA'));

describe('a layout', () => {
  it.each([
    ['Russian: close', ['у', 'KeyE'], 'act+e', press('у', 'KeyE', alt), true],
    ['Russian: close, with Shift it is archive', ['у', 'KeyE'], 'act+e', press('У', 'KeyE', { ...alt, shiftKey: true }), false],
    ['Russian: palette', ['л', 'KeyK'], 'mod+k', press('л', 'KeyK', ctrl), true],
    ['Russian: settings', ['б', 'KeyA'], 'mod+,', press('б', 'Comma', ctrl), true],
    ['Greek: take', ['κ', 'KeyK'], 'act+k', press('κ', 'KeyK', alt), true],
    ['Greek: the mark on Q', ['α', 'KeyA'], 'act+q', press(';', 'KeyQ', alt), true],
    ['Hebrew: the mark on Q', ['ש', 'KeyA'], 'act+q', press('/', 'KeyQ', alt), true],
    ['Hebrew: a slash that is written is one', ['ש', 'KeyA'], '/', press('/', 'KeyQ'), true],
    ['Arabic: two letters on one key', ['ش', 'KeyA'], 'act+b', press('لا', 'KeyB', alt), true],
    ['Arabic: question mark', ['ش', 'KeyA'], '?', press('؟', 'Slash', { shiftKey: true }), true],
    ['AZERTY: a is where q stands', ['q', 'KeyA'], 'act+a', press('a', 'KeyQ', alt), true],
    ['AZERTY: and not where a stands', ['q', 'KeyA'], 'act+a', press('q', 'KeyA', alt), false],
    ['AZERTY: the first screen', ['q', 'KeyA'], 'act+1', press('&', 'Digit1', alt), true],
    ['AZERTY: the sixth screen', ['q', 'KeyA'], 'act+6', press('-', 'Digit6', alt), true],
    ['AZERTY: nothing without Alt', ['q', 'KeyA'], 'act+1', press('&', 'Digit1'), false],
    ['Dvorak: e is where d stands', ['e', 'KeyD'], 'act+e', press('e', 'KeyD', alt), true],
    ['Dvorak: and a mark is no letter', ['e', 'KeyD'], 'act+q', press("'", 'KeyQ', alt), false],
    ['Dvorak: comma is where w stands', ['e', 'KeyD'], 'mod+,', press(',', 'KeyW', ctrl), true],
    ['Polish: AltGr writes', ['a', 'KeyA'], 'act+e', press('ę', 'KeyE', altGr), false],
    ['German: AltGr is not Ctrl', ['a', 'KeyA'], 'mod+k', press('k', 'KeyK', { ctrlKey: true, modifierAltGraph: true }), false],
    ['Windows: AltGr as Ctrl and Alt', ['a', 'KeyA'], 'act+m', press('µ', 'KeyM', { altKey: true, ctrlKey: true }), false],
    ['Turkish: dotless i', ['ı', 'KeyI'], 'act+i', press('ı', 'KeyI', alt), false],
    ['any: F6', ['ф', 'KeyA'], 'f6', press('F6', 'F6'), true],
    ['any: F6 back', ['ф', 'KeyA'], 'shift+f6', press('F6', 'F6', { shiftKey: true }), true],
  ] as const)('%s', (_name, [letter, place], keys, event, want) => {
    typed(letter, place);
    expect(matches(keys, event)).toBe(want);
  });

  it('is not told by what an input method hands over', () => {
    typed('ש', 'KeyA');
    typed('Process', 'KeyQ');
    expect(matches('act+q', press('/', 'KeyQ', alt))).toBe(true);
  });

  it.each([
    ['Chinese, composing', press('n', 'KeyN', { isComposing: true })],
    ['Japanese, the key that ends it', press('Enter', 'Enter', { keyCode: 229 })],
    ['Korean, in process', press('Process', 'KeyG', { keyCode: 229 })],
  ])('%s: the input method has the key', (_name, event) => {
    expect(isComposing(event)).toBe(true);
    expect(writes(event)).toBe(true);
  });
});

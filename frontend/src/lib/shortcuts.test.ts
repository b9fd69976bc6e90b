// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keycaps, matches } from './keys';
import { keyClock, type Shortcut, ShortcutMap } from './shortcuts';

const press = (key: string, init: KeyboardEventInit = {}, target?: Element): KeyboardEvent => {
  clock += between;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  (target ?? document.body).dispatchEvent(event);
  return event;
};

const entry = (id: string, keys: string, extra: Partial<Shortcut> = {}): Shortcut & { run: ReturnType<typeof vi.fn<(event: KeyboardEvent) => void>> } => ({
  id,
  keys,
  label: id,
  group: 'Test',
  run: vi.fn<(event: KeyboardEvent) => void>(),
  ...(extra as object),
});

let clock = 0;
// A second passes between any two keys, unless a test says otherwise.
let between = 1000;

beforeEach(() => {
  between = 1000;
  vi.spyOn(keyClock, 'now').mockImplementation(() => clock);
});
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

describe('matches', () => {
  it.each([
    ['a', { key: 'a' }, true],
    ['a', { key: 'A', shiftKey: true }, false],
    ['a', { key: 'a', ctrlKey: true }, false],
    ['a', { key: 'ش', code: 'KeyA' }, true],
    ['a', { key: 'q', code: 'KeyA' }, false],
    ['mod+k', { key: 'k', ctrlKey: true }, true],
    ['mod+k', { key: 'k' }, false],
    ['mod+k', { key: 'k', ctrlKey: true, metaKey: true }, false],
    ['mod+shift+k', { key: 'K', ctrlKey: true, shiftKey: true }, true],
    ['shift+enter', { key: 'Enter', shiftKey: true }, true],
    ['enter', { key: 'Enter', shiftKey: true }, false],
    ['?', { key: '?', shiftKey: true }, true],
    ['?', { key: '?' }, true],
    // Russian, Ukrainian and Hebrew have "." and "," beside the right Shift, Arabic and Thai letters.
    ['/', { key: '.', code: 'Slash' }, true],
    ['?', { key: ',', code: 'Slash', shiftKey: true }, true],
    ['/', { key: 'ظ', code: 'Slash' }, true],
    ['?', { key: '؟', code: 'Slash', shiftKey: true }, true],
    ['/', { key: '-', code: 'Slash' }, false],
    ['/', { key: '/', code: 'Digit7', shiftKey: true }, true],
    ['k', { key: 'л', code: 'KeyK' }, true],
    ['x', { key: 'ö', code: 'KeyX' }, false],
    ['act+a', { key: 'a', altKey: true }, true],
    // On Windows this writes a character by its number.
    ['act+2', { key: '2', code: 'Numpad2', altKey: true }, false],
    ['act+a', { key: 'ф', code: 'KeyA', altKey: true }, true],
    ['act+a', { key: 'a', ctrlKey: true, altKey: true }, false],
    ['a', { key: 'a', altKey: true }, false],
    ['act+a', { key: 'ą', code: 'KeyA', ctrlKey: true, altKey: true, modifierAltGraph: true }, false],
    // The second digit's place in French, in Czech with Shift, and with Option on a Mac.
    ['act+2', { key: 'é', code: 'Digit2', altKey: true }, true],
    ['act+2', { key: '2', code: 'Digit2', altKey: true }, true],
    ['act+2', { key: '2', code: 'Digit2', altKey: true, shiftKey: true }, true],
    ['act+2', { key: 'é', code: 'Digit2' }, false],
    ['act+2', { key: '²', code: 'Digit2', ctrlKey: true, altKey: true, modifierAltGraph: true }, false],
    ['alt+arrowup', { key: 'ArrowUp', altKey: true }, true],
    ['space', { key: ' ' }, true],
  ] as const)('%s against %o is %s', (keys, init, want) => {
    expect(matches(keys, new KeyboardEvent('keydown', init))).toBe(want);
  });
});

describe('ShortcutMap', () => {
  it('prefers the newest scope and falls through to global', () => {
    const map = new ShortcutMap();
    const [outer, inner, help] = [entry('outer', 'a'), entry('inner', 'a', { scope: 'thread' }), entry('help', '?')];
    map.register([outer, inner, help]);
    expect(map.handle(press('a'))).toBe(true);
    const leave = map.activate('thread');
    map.handle(press('a'));
    map.handle(press('?'));
    leave();
    map.handle(press('a'));
    expect([outer.run, inner.run, help.run].map((run) => run.mock.calls.length)).toEqual([2, 1, 1]);
  });

  it('leaves the keys of a dialog or menu to it, unless it has an exclusive scope', () => {
    const map = new ShortcutMap();
    const below = entry('back', 'escape');
    map.register([below, entry('own', 'escape', { scope: 'dialog' })]);
    for (const role of ['dialog', 'menu']) {
      const over = document.body.appendChild(document.createElement('div'));
      over.setAttribute('role', role);
      const inside = over.appendChild(document.createElement('button'));
      expect(map.handle(press('Escape', {}, inside))).toBe(false);
      const leave = map.activate('dialog', true);
      expect(map.handle(press('Escape', {}, inside))).toBe(true);
      leave();
    }
    expect(below.run).not.toHaveBeenCalled();
    expect(map.handle(press('Escape'))).toBe(true);
    expect(below.run).toHaveBeenCalledOnce();
  });

  it('hears nothing below an exclusive scope', () => {
    const map = new ShortcutMap();
    const below = entry('below', 'e', { scope: 'thread' });
    map.register([below, entry('close', 'escape', { scope: 'dialog' })]);
    map.activate('thread');
    map.activate('dialog', true);
    expect(map.handle(press('e'))).toBe(false);
    expect(map.list().map((each) => each.id)).toEqual(['close']);
  });

  it('leaves keys to an input method', () => {
    const map = new ShortcutMap();
    const send = entry('send', 'enter', { whileTyping: true });
    map.register([send]);
    expect(map.handle(press('Enter', { isComposing: true }))).toBe(false);
    expect(map.handle(press('Enter', { keyCode: 229 }))).toBe(false);
    expect(map.handle(press('Enter', { keyCode: 13 }))).toBe(true);
    expect(send.run).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['input', 'a', {}, false],
    ['textarea', 'a', {}, false],
    ['textarea', 'k', { ctrlKey: true }, true],
    ['textarea', 'Escape', {}, true],
    ['textarea', 'F6', {}, true],
    ['textarea', 'F6', { shiftKey: true }, true],
    ['button', 'a', {}, true],
  ] as const)('in a %s the key %s %o is heard: %s', (tag, key, init, want) => {
    const map = new ShortcutMap();
    map.register([entry('letter', 'a'), entry('palette', 'mod+k'), entry('leave', 'escape'), entry('part', 'f6'), entry('back', 'shift+f6')]);
    const field = document.createElement(tag);
    document.body.append(field);
    expect(map.handle(press(key, init, field))).toBe(want);
  });

  it('does not take a key in editable content', () => {
    const map = new ShortcutMap();
    map.register([entry('letter', 'a')]);
    const field = document.createElement('div');
    field.setAttribute('contenteditable', 'true');
    document.body.append(field);
    expect(map.handle(press('a', {}, field))).toBe(false);
  });

  it('forgets what was taken away, and lists what is left', () => {
    const map = new ShortcutMap();
    const heard = vi.fn();
    map.subscribe(heard);
    const forget = map.register([entry('a', 'a')]);
    map.register([entry('b', 'b')]);
    expect(map.list()).toBe(map.list());
    forget();
    expect(map.list().map((each) => each.id)).toEqual(['b']);
    expect(map.handle(press('a'))).toBe(false);
    expect(heard).toHaveBeenCalledTimes(3);
  });

  it('does a deed once while its key is held, and a step again and again', () => {
    const map = new ShortcutMap();
    const close = entry('close', 'e');
    const next = entry('next', 'j', { repeats: true });
    map.register([close, next]);
    for (const repeat of [false, true, true]) {
      expect(map.handle(press('e', { repeat }))).toBe(true);
      expect(map.handle(press('j', { repeat }))).toBe(true);
    }
    expect(close.run).toHaveBeenCalledTimes(1);
    expect(next.run).toHaveBeenCalledTimes(3);
  });

  it('takes no letter that follows another key within 600 ms, except the next step', () => {
    const map = new ShortcutMap();
    const [close, next] = [entry('close', 'e'), entry('next', 'j', { repeats: true })];
    map.register([close, next]);
    between = 599;
    expect(['x', 'e', 'j', 'e'].map((key) => map.handle(press(key)))).toEqual([false, false, false, false]);
    between = 600;
    expect(map.handle(press('j'))).toBe(true);
    between = 20;
    expect(['j', 'j', 'e'].map((key) => map.handle(press(key)))).toEqual([true, true, false]);
    between = 600;
    expect(map.handle(press('e'))).toBe(true);
  });

  it('leaves letters alone with a conversation open, except on the places that a shortcut names, reached by a key', () => {
    const map = new ShortcutMap();
    const [accept, search] = [entry('accept', 'a', { on: ['offer'], anywhere: 'act+a' }), entry('search', '/', { on: ['list', 'page'] })];
    map.register([accept, search]);
    const buttonOn = (place: string): HTMLElement => {
      const part = document.body.appendChild(document.createElement('div'));
      part.dataset['keys'] = place;
      return part.appendChild(document.createElement('button'));
    };
    const [offer, list] = [buttonOn('offer'), buttonOn('list')];
    const places = [['a', document.body], ['a', offer], ['a', list], ['/', document.body], ['/', list]] as const;
    const tries = (): readonly boolean[] => places.map(([key, at]) => map.handle(press(key, {}, at)));
    expect(tries()).toEqual([false, true, false, true, true]);
    const close = map.openReply(() => null);
    expect(tries()).toEqual([false, true, false, false, true]);
    map.notePointer();
    expect(tries()).toEqual([false, false, false, false, false]);
    expect(map.acting('accept', offer)).toBe('act+a');
    map.handle(press('Tab'));
    expect(map.acting('accept', offer)).toBe('a');
    expect(tries()).toEqual([false, true, false, false, true]);
    close();
    const field = document.body.appendChild(document.createElement('textarea'));
    expect(map.handle(press('a', { altKey: true }, field))).toBe(true);
  });

  it('stops the browser from acting on a key that it took', () => {
    const map = new ShortcutMap();
    map.register([entry('palette', 'mod+k')]);
    const event = press('k', { ctrlKey: true });
    map.handle(event);
    expect(event.defaultPrevented).toBe(true);
    expect(map.handle(event)).toBe(false);
  });
});

describe('keycaps', () => {
  it.each([
    ['mod+k', false, ['Ctrl', 'K']],
    ['mod+k', true, ['⌘', 'K']],
    ['escape', false, ['Esc']],
    ['?', false, ['?']],
    ['alt+arrowup', false, ['Alt', '↑']],
  ])('%s on a Mac %s', (keys, mac, want) => {
    expect(keycaps(keys, mac)).toEqual(want);
  });
});

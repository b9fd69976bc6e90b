// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostileLinks } from '@/test/hostile';
import { stay } from './stay';

let leave = (): void => undefined;

beforeEach(() => {
  leave = stay(window);
});

afterEach(() => {
  leave();
  document.body.innerHTML = '';
});

function put(markup: string): Element {
  document.body.innerHTML = markup;
  const first = document.body.firstElementChild;
  if (first === null) throw new Error('nothing was put');
  return first;
}

/** Whether what the browser would do after an event still happens. */
function happens(target: Element, type: string, init: MouseEventInit = {}): boolean {
  return target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, composed: true, ...init }));
}

describe('rule 5: the page stays', () => {
  it('rule 5: whatever a link in the page leads to, no button follows it', () => {
    for (const address of hostileLinks(300, 7)) {
      if (address.startsWith('#')) continue;
      const link = put('<a><b>x</b></a>');
      link.setAttribute('href', address);
      for (const [type, button] of [['click', 0], ['auxclick', 1], ['auxclick', 2]] as const) expect(happens(link.firstElementChild ?? link, type, { button }), `${type} ${address}`).toBe(false);
      expect(happens(link, 'contextmenu', { button: 2 }), address).toBe(false);
      expect(happens(link, 'dragstart'), address).toBe(false);
    }
  });

  it('goes to its own places, and not to them in another window', () => {
    const link = put('<a href="#/channels">x</a>');
    expect(happens(link, 'click')).toBe(true);
    for (const held of ['ctrlKey', 'metaKey', 'shiftKey'] as const) expect(happens(link, 'click', { [held]: true }), held).toBe(false);
    expect(happens(link, 'auxclick', { button: 1 })).toBe(false);
    expect(happens(put('<a href="#/x" target="_blank">x</a>'), 'click')).toBe(false);
    expect(happens(put('<a href="#/x" download>x</a>'), 'click')).toBe(false);
  });

  it('rule 5: no form is sent and no window opened', () => {
    const form = put('<form action="https://evil.example"></form>');
    expect(form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))).toBe(false);
    expect(window.open('https://evil.example')).toBeNull();
  });

  it('rule 5: what is dropped goes where it is asked for, or nowhere', () => {
    const drop = (target: Element, types: readonly string[], type = 'drop'): boolean => {
      const event = new MouseEvent(type, { bubbles: true, cancelable: true });
      Object.defineProperty(event, 'dataTransfer', { value: { types, dropEffect: 'copy' } });
      return target.dispatchEvent(event);
    };
    for (const types of [['Files'], ['text/uri-list', 'text/plain'], ['text/html'], ['text/plain'], []]) {
      for (const type of ['dragover', 'drop']) expect(drop(put('<p>x</p>'), types, type), `${type} ${types.join()}`).toBe(false);
    }
    expect(drop(put('<textarea></textarea>'), ['text/plain'])).toBe(true);
    expect(drop(put('<textarea></textarea>'), ['Files'])).toBe(false);
  });

  it('leaves the menu of the web view to fields and marked text', () => {
    expect(happens(put('<input>'), 'contextmenu')).toBe(true);
    const words = put('<p>words <span role="link">https://evil.example</span> <img></p>');
    expect(happens(words, 'contextmenu')).toBe(false);
    getSelection()?.selectAllChildren(words);
    expect(happens(words, 'contextmenu')).toBe(true);
    for (const each of words.children) expect(happens(each, 'contextmenu'), each.tagName).toBe(false);
  });

  it('rule 5: the Navigation API refuses what leaves the document', () => {
    leave();
    const navigation = new EventTarget();
    Object.defineProperty(window, 'navigation', { value: navigation, configurable: true });
    leave = stay(window);
    const goes = (navigationType: string, sameDocument: boolean): boolean =>
      navigation.dispatchEvent(Object.assign(new Event('navigate', { cancelable: true }), { navigationType, destination: { sameDocument } }));
    for (const type of ['push', 'replace', 'traverse']) {
      expect(goes(type, false), type).toBe(false);
      expect(goes(type, true), type).toBe(true);
    }
    expect(goes('reload', false)).toBe(true);
    Reflect.deleteProperty(window, 'navigation');
  });
});

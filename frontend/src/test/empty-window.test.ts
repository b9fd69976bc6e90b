// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { emptyWindow } from './empty-window';

it('leaves nothing of the file before', () => {
  document.documentElement.dir = 'rtl';
  document.documentElement.lang = 'ar';
  document.body.className = 'dark';
  document.body.append(document.createElement('p'));
  document.head.append(document.createElement('style'));
  window.localStorage.setItem('a', '1');
  window.sessionStorage.setItem('b', '2');
  window.location.hash = '#/channels';
  window.innerWidth = 1400;
  emptyWindow();
  expect(document.documentElement.outerHTML).toBe('<html><head></head><body></body></html>');
  expect([window.localStorage.length, window.sessionStorage.length, window.location.hash, window.innerWidth]).toEqual([0, 0, '', 1024]);
});

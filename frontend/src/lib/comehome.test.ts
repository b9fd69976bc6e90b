// @vitest-environment jsdom
/** Rule 5: what the shell runs in whatever page the window of Windows or macOS has loaded (app/shell/navigation.go). */
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { hostileLinks } from '@/test/hostile';

const script = readFileSync('../app/shell/comehome.js', 'utf8').trim();

/** Where the window goes from an address; "" when it stays. */
function leads(from: URL, home: string): string {
  let to = '';
  const { protocol, host, pathname, search } = from;
  const window = { location: { protocol, host, pathname, search, replace: (address: string) => (to = address) } };
  runInNewContext(`${script}(${JSON.stringify(home)})`, { window, URL });
  return to;
}

const homes = ['http://wails.localhost/', 'wails://wails/'];

it.each(homes)('rule 5: the window that shows its page at %s stays', (home) => {
  for (const part of ['', '#/threads/t1', 'index.html', '#']) expect(leads(new URL(home + part), home), part).toBe('');
});

it.each(homes)('rule 5: from every other address it is led back to %s', (home) => {
  const own = ['media/msg/med', 'attached/x', '?a=b', 'x/../media/m/n'].map((path) => home + path);
  const others = ['https://wails.localhost/', 'http://wails.localhost:81/', 'http://wails.localhost.evil.example/', 'about:blank', 'data:text/html,x', ...hostileLinks(400, 5)];
  let tried = 0;
  for (const each of [...own, ...others]) {
    if (!URL.canParse(each)) continue;
    const from = new URL(each);
    if (from.protocol === new URL(home).protocol && from.host === new URL(home).host && from.pathname === '/' && from.search === '') continue;
    tried++;
    expect(leads(from, home), each).toBe(home);
  }
  expect(tried).toBeGreaterThan(100);
});

import { describe, expect, it } from 'vitest';
import { linkAt, safeLink } from './links';

describe('safeLink', () => {
  it.each([
    'javascript:alert(1)',
    'javascript://example.com/%0aalert(1)',
    'ftp://example.com/x',
    'JAVASCRIPT:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>1</script>',
    'file:///etc/passwd',
    'wails://wails/',
    'blob:https://example.com/1',
    'vbscript:x',
    'tel:alert(1)',
    'mailto:nobody',
    'https://',
    'example.com',
    '',
  ])('%j is refused', (text) => {
    expect(safeLink(text)).toBeUndefined();
  });

  it.each([
    ['HTTPS://Example.COM/A', 'https://example.com/A', 'example.com', false],
    ['https://пример.example', 'https://xn--e1afmkfd.example/', 'xn--e1afmkfd.example', true],
    ['http://user@host.example', 'http://host.example/', 'host.example', true],
    ['tel:+34-600-12', 'tel:+34-600-12', '', false],
  ])('%s leads to %s', (text, href, host, disguised) => {
    expect(safeLink(text)).toMatchObject({ text, href, host, disguised });
  });
});

describe('linkAt', () => {
  it('does not take half of a link that is too long to be one', () => {
    expect(linkAt(`https://e.org/${'a'.repeat(5000)}`, 0)).toBeUndefined();
    expect(linkAt(`https://e.org/${'a'.repeat(2000)}`, 0)?.host).toBe('e.org');
  });

  it('stays within the end that it is given', () => {
    expect(linkAt('https://e.org*x', 0, 13)?.text).toBe('https://e.org');
  });
});

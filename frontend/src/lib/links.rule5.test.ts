import { describe, expect, it } from 'vitest';
import { hostileLinks, hostileTexts } from '@/test/hostile';
import { type LinkDoubt, safeLink } from './links';
import { type Inline, parseMessage } from './message-format';

const count = 4000;

function linksIn(nodes: readonly Inline[]): readonly (Inline & { readonly kind: 'link' })[] {
  return nodes.flatMap((node) => (node.kind === 'link' ? [node] : 'children' in node ? linksIn(node.children) : []));
}

describe('rule 5: links', () => {
  it('rule 5: of 4,000 hostile addresses none leads past the four schemes, and each leads where it says', () => {
    let good = 0;
    for (const text of hostileLinks(count, 5)) {
      const link = safeLink(text);
      if (link === undefined) continue;
      good++;
      const url = new URL(link.href);
      expect(['https:', 'http:', 'mailto:', 'tel:'], text).toContain(url.protocol);
      expect([url.username, url.password], text).toEqual(['', '']);
      if (url.protocol.startsWith('http')) expect(link.host, text).toBe(url.hostname);
      if (url.protocol === 'mailto:') expect(url.search, text).toBe('');
      // Nothing invisible or turning is in what a person reads of the host.
      expect(link.name, text).not.toMatch(/[\p{Cc}\p{Cf}\s]/u);
    }
    expect(good).toBeGreaterThan(count / 10);
  });

  it('rule 5: a host that is not plainly the one that is read is doubted', () => {
    for (const text of hostileLinks(count, 55)) {
      const link = safeLink(text);
      if (link === undefined || !link.href.startsWith('http') || link.doubts.length > 0) continue;
      const read = text.replace(/^https?:\/\//i, '').toLowerCase();
      expect(read.startsWith(link.host), `${JSON.stringify(text)} opens ${link.host} unasked`).toBe(true);
      expect(link.host, text).toMatch(/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+\.?$/);
      expect(link.host, text).not.toContain('xn--');
      expect(new URL(link.href).port, text).toBe('');
    }
  });

  it('rule 5: what is found in 4,000 hostile messages went through the same judgement', () => {
    for (const text of hostileTexts(count, 555)) {
      for (const block of parseMessage(text)) {
        for (const link of block.lines.flatMap((line) => linksIn(line.children))) expect(safeLink(link.text), text).toMatchObject({ href: link.href, doubts: link.doubts });
      }
    }
  });

  it.each<[string, LinkDoubt[]]>([
    ['https://example.org/a?b=c#d', []],
    ['https://example.org:443/', []],
    ['http://example.org.', []],
    ['https://bank.example@evil.example', ['userinfo']],
    ['https://93.184.216.34/', ['address']],
    ['https://0x5db8d822/', ['address', 'text']],
    ['https://[2001:db8::1]/', ['address']],
    ['https://example.org:8443/', ['port']],
    ['https://localhost/', ['local']],
    ['https://nas.local/', ['local']],
    ['https://xn--e1afmkfd.example/', ['foreign']],
    ['https://пример.example/', ['foreign']],
    ['https://pаypal.com/', ['foreign', 'scripts']],
    ['https://ｅxample.org/', ['text']],
    ['https:\\\\example.org/', ['text']],
    ['https:example.org', ['text']],
    ['https://%65xample.org', ['text']],
    [`https://${'bank.example.'.repeat(5)}evil.example/`, ['long']],
    ['mailto:ana@xn--e1afmkfd.example?attach=/etc/passwd', ['foreign']],
  ])('%s: %j', (text, doubts) => {
    expect(safeLink(text)?.doubts).toEqual(doubts);
  });

  it('decodes what stands for foreign letters, and keeps both', () => {
    expect(safeLink('https://xn--80ak6aa92e.com/')).toMatchObject({ host: 'xn--80ak6aa92e.com', name: 'аррӏе.com' });
    expect(safeLink('mailto:ana@example.org?attach=/etc/passwd&body=x')?.href).toBe('mailto:ana@example.org');
  });
});

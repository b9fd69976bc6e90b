/** Links that an attacker may write: put together from parts, the same for the same seed. */

/** A seeded source of numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const schemes = [
  'https://', 'http://', 'HTTPS://', 'https:', 'https:\\\\', 'https:/', '//', '', 'www.', 'mailto:', 'tel:', 'javascript:', 'JaVaScRiPt://%0a', 'java\nscript:', '\u0001javascript:', 'data:text/html,',
  'file:///', 'smb://', 'wails://wails/', 'blob:https://', 'vbscript:', 'ms-msdt:/', 'intent://', 'view-source:https://', 'about:blank#', 'ftp://', 'ws://', 'search-ms:query=', 'steam://run/', '#', '/', '?', '../',
] as const;
const hosts = [
  'example.org', 'bank.example@evil.example', 'user:pass@evil.example', '127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:10.0.0.1]', 'localhost', 'router', 'printer.local', 'xn--e1afmkfd.example', 'аррӏе.com',
  'pаypal.com', 'exаmple.org:8443', 'example.org:443', 'example.org.', 'evil。example', 'ｅxample.org', 'bank.example⁄login.evil.example', `${'a'.repeat(60)}.example`, '%65xample.org', 'ex\u00adample.org', 'a\u202egro.elpmaxe',
  'fi\u200bne.example', 'bank.example.evil.example', '日本語.jp', 'ελληνικά.gr', 'faß.de', 'nobody@example.org', '+49 30 1', '*#06#', 'alert(1)', '<script>alert(1)</script>', '', '\u0000', '@', '..', '"onmouseover="alert(1)',
] as const;
const tails = ['', '/', '/a?b=(c)#d', '/https://bank.example', '?next=javascript:alert(1)', '#/threads/t2', '"><img src=x onerror=alert(1)>', '/../../etc/passwd', '\u202e', '/<svg onload=alert(1)>', '&attach=/etc/passwd', '/%0d%0aSet-Cookie:x', ')', '*', '```'] as const;
const wraps: readonly ((link: string) => string)[] = [
  (link) => link,
  (link) => `*${link}*`,
  (link) => `_~${link}~_`,
  (link) => `> ${link}\n- ${link}\n1. ${link}`,
  (link) => `<a href="${link}">bank.example</a>`,
  (link) => `[bank.example](${link})`,
  (link) => `<form action="${link}"><iframe src='${link}'>`,
  (link) => `see (${link}), please`,
  (link) => `\u202e${link}\u202c`,
  (link) => `<base href=${link}><meta http-equiv=refresh content="0;url=${link}">`,
];

function pick<T>(next: () => number, list: readonly T[]): T {
  return list[Math.floor(next() * list.length)] as T;
}

/** Addresses as an attacker writes them. */
export function hostileLinks(count: number, seed: number): readonly string[] {
  const next = random(seed);
  return Array.from({ length: count }, () => pick(next, schemes) + pick(next, hosts) + pick(next, tails));
}

/** Messages with such addresses in them. */
export function hostileTexts(count: number, seed: number): readonly string[] {
  const next = random(seed + 1);
  return hostileLinks(count, seed).map((link) => pick(next, wraps)(link));
}

/** The same value with every string in it, however deep, replaced. `keep` names fields that mean something to the program. */
export function withStrings<T>(value: T, keep: ReadonlySet<string>, text: () => string): T {
  if (typeof value === 'string') return text() as T;
  if (Array.isArray(value)) return (value as unknown[]).map((each) => withStrings(each, keep, text)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, keep.has(name) ? each : withStrings(each as unknown, keep, text)])) as T;
}

/** What in a drawn tree could make the window go somewhere. A place behind # is within the page. */
export function waysOut(root: ParentNode): readonly string[] {
  const found: string[] = [];
  for (const each of root.querySelectorAll('*')) {
    const tag = each.tagName.toLowerCase();
    if (['iframe', 'frame', 'object', 'embed', 'base', 'meta', 'script', 'portal', 'applet'].includes(tag)) found.push(tag);
    for (const { name, value } of each.attributes) {
      const isPlace = name === 'href' && /^(?:#|\/threads\/[\w%.-]+$|\/[a-z]*$)/.test(value);
      if (/^(?:href|xlink:href|action|formaction|srcdoc|ping|background|manifest|data|codebase|target|on.+)$/.test(name) && !isPlace) found.push(`${tag} ${name}=${value}`);
      if (name === 'src' && !/^(?:\/(?:media|attached)\/|blob:|data:image\/)/.test(value)) found.push(`${tag} src=${value}`);
    }
  }
  return found;
}

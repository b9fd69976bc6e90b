/**
 * Links in messages. Only four schemes may leave the window, and the host that a link really leads to is
 * worked out here, because what a link looks like is chosen by the sender.
 */
import punycode from 'punycode/';

const allowed = new Set(['https:', 'http:', 'mailto:', 'tel:']);
// Invisible and direction-changing characters make a link read as another one, so they end it.
const hidden = '\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202f\\u2060-\\u206f\\ufeff';
// Longer than any link that people send; without a limit, "(tel:x(tel:x…" would be read to its end each time.
const longest = 4096;
const candidate = new RegExp(`(?:https?://|www\\.|mailto:|tel:)[^\\s<>"\`${hidden}]{1,${longest}}`, 'iuy');
const trailing = /[.,;:!?*_~'"’”»)\]}]$/u;

/** Why a person is asked before a link opens. */
export const linkDoubts = ['userinfo', 'address', 'port', 'foreign', 'scripts', 'text', 'local', 'long'] as const;
/** One of them. */
export type LinkDoubt = (typeof linkDoubts)[number];

/** A link found in text: `text` is as written, `href` is safe to open, `host` is where it leads. */
export interface Link {
  readonly text: string;
  readonly href: string;
  /** As the network has it: letters beyond a–z stand as "xn--…". "" for telephone numbers. */
  readonly host: string;
  /** As people read it. */
  readonly name: string;
  readonly doubts: readonly LinkDoubt[];
  /** The look of the link hides its host (a name before an @, look-alike letters): show the host beside it. */
  readonly disguised: boolean;
}

/** Reads an address if its scheme is allowed and it has somewhere to go; undefined otherwise. */
export function safeLink(text: string): Link | undefined {
  const written = /^www\./i.test(text) ? `https://${text}` : text;
  let url: URL;
  try {
    url = new URL(written);
  } catch {
    return undefined;
  }
  if (!allowed.has(url.protocol)) return undefined;
  if (url.protocol === 'tel:') {
    return /^\+?[\d().-]{3,32}$/.test(url.pathname) ? { text, href: `tel:${url.pathname}`, host: '', name: '', doubts: [], disguised: false } : undefined;
  }
  if (url.protocol === 'mailto:') return mailLink(text, url.pathname);
  if (!isHost(url.hostname)) return undefined;
  const { host, name, doubts } = judged(url.hostname);
  if (url.username !== '' || url.password !== '') doubts.push('userinfo');
  if (url.port !== '') doubts.push('port');
  if (!readsAs(written, host, name)) doubts.push('text');
  // The name before the @ is dropped: it is there to be taken for the host.
  url.username = '';
  url.password = '';
  return { text, href: url.href, host, name, doubts, disguised: doubts.some((each) => hiding.has(each)) };
}

const hiding: ReadonlySet<LinkDoubt> = new Set(['userinfo', 'foreign', 'scripts', 'text', 'long']);

// What follows the ? of a mail address may attach files and write the letter: only the address is kept.
function mailLink(text: string, address: string): Link | undefined {
  if (!/^[^@\s,;]+@[^@\s,;]+$/.test(address)) return undefined;
  let hostname: string;
  try {
    ({ hostname } = new URL(`https://${address.split('@')[1] ?? ''}`));
  } catch {
    return undefined;
  }
  if (!isHost(hostname)) return undefined;
  const { host, name, doubts } = judged(hostname);
  return { text, href: `mailto:${address}`, host, name, doubts, disguised: doubts.some((each) => hiding.has(each)) };
}

// URLs take nearly every sign in a host; names on the network have letters, digits, - and _.
function isHost(host: string): boolean {
  return /^(?:\[[\da-f:.]+\]|[a-z\d_-]+(?:\.[a-z\d_-]+)*\.?)$/.test(host);
}

const longHost = 60;

function judged(host: string): { readonly host: string; readonly name: string; readonly doubts: LinkDoubt[] } {
  const name = readable(host);
  const doubts: LinkDoubt[] = [];
  const bare = host.replace(/\.$/, '');
  if (/^[\d.]+$/.test(bare) || host.startsWith('[')) doubts.push('address');
  else if (!bare.includes('.') || /\.(?:localhost|local|internal|lan|home|corp|arpa|onion)$/.test(bare)) doubts.push('local');
  if (/(?:^|\.)xn--/.test(host)) doubts.push('foreign');
  if (name.split('.').some(mixesScripts)) doubts.push('scripts');
  if (host.length > longHost) doubts.push('long');
  return { host, name, doubts };
}

function readable(host: string): string {
  try {
    return punycode.toUnicode(host);
  } catch {
    return host;
  }
}

const scripts = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo', 'Thai', 'Devanagari', 'Georgian', 'Cherokee'].map(
  (name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const,
);
const together = [['Han', 'Hiragana', 'Katakana', 'Latin'], ['Han', 'Hangul', 'Latin'], ['Han', 'Bopomofo', 'Latin']];

// Scripts that are written together in one word anywhere are no mix.
function mixesScripts(label: string): boolean {
  const found = scripts.filter(([, letter]) => letter.test(label)).map(([name]) => name);
  return found.length > 1 && !together.some((set) => found.every((name) => set.includes(name)));
}

// Whether the host that a person reads in the link is the one that it leads to.
function readsAs(written: string, host: string, name: string): boolean {
  const read = /^https?:\/\/(?:[^/?#\\]*@)?([^/?#\\]*?)(?::\d*)?(?:[/?#]|$)/iu.exec(written)?.[1]?.toLowerCase();
  return read === host || read === name;
}

/** Finds a link that starts exactly at `at` in `text`; undefined when none does. */
export function linkAt(text: string, at: number, end = text.length): Link | undefined {
  // Two units: a letter outside the basic plane is a letter too.
  if (/[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, at - 2), at))) return undefined;
  candidate.lastIndex = at;
  const found = candidate.exec(text)?.[0].slice(0, end - at);
  return found === undefined || found.length >= longest ? undefined : safeLink(trim(found));
}

// A sentence's full stop and the bracket around a link are not part of it; a bracket opened inside it is.
// The balance is kept while trimming: counting anew for each bracket would be quadratic on ")))))…".
function trim(text: string): string {
  let end = text.length;
  let extra = 0;
  for (const each of text) extra += each === ')' ? 1 : each === '(' ? -1 : 0;
  while (end > 0 && trailing.test(text.charAt(end - 1))) {
    if (text.charAt(end - 1) === ')') {
      if (extra <= 0) break;
      extra--;
    }
    end--;
  }
  return text.slice(0, end);
}

/**
 * Links in messages. Only four schemes may leave the window, and the host that a link really leads to is
 * worked out here, because what a link looks like is chosen by the sender.
 */

const allowed = new Set(['https:', 'http:', 'mailto:', 'tel:']);
// Invisible and direction-changing characters make a link read as another one, so they end it.
const hidden = '\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202f\\u2060-\\u206f\\ufeff';
// Longer than any link that people send; without a limit, "(tel:x(tel:x…" would be read to its end each time.
const longest = 4096;
const candidate = new RegExp(`(?:https?://|www\\.|mailto:|tel:)[^\\s<>"\`${hidden}]{1,${longest}}`, 'iuy');
const trailing = /[.,;:!?*_~'"’”»)\]}]$/u;

/** A link found in text: `text` is as written, `href` is safe to open, `host` is where it leads. */
export interface Link {
  readonly text: string;
  readonly href: string;
  readonly host: string;
  /** The look of the link hides its host (a name before an @, look-alike letters): show the host beside it. */
  readonly disguised: boolean;
}

/** Reads an address if its scheme is allowed and it has somewhere to go; undefined otherwise. */
export function safeLink(text: string): Link | undefined {
  let url: URL;
  try {
    url = new URL(/^www\./i.test(text) ? `https://${text}` : text);
  } catch {
    return undefined;
  }
  if (!allowed.has(url.protocol)) return undefined;
  if (url.protocol === 'tel:') {
    return /^\+?[\d().-]{3,32}$/.test(url.pathname) ? { text, href: url.href, host: '', disguised: false } : undefined;
  }
  if (url.protocol === 'mailto:') {
    const host = url.pathname.split('@')[1] ?? '';
    return /^[^@\s]+@[^@\s]+$/.test(url.pathname) ? { text, href: url.href, host, disguised: false } : undefined;
  }
  if (url.hostname === '') return undefined;
  const disguised = url.username !== '' || url.password !== '' || /(?:^|\.)xn--/.test(url.hostname);
  return { text, href: url.href, host: url.hostname, disguised };
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

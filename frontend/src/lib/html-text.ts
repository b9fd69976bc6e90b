/** Text on its way into HTML that other sites show: the one encoder for that. The page itself never makes HTML of strings. */

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * Encodes text for the content of an element and for an attribute in quotes. Letters stay readable; what nobody sees
 * (direction marks, joiners, spaces that don't break) becomes a reference, so that it survives being copied about.
 */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']|\p{Cf}|(?! )\p{Zs}/gu, (each) => references[each] ?? `&#x${(each.codePointAt(0) ?? 0).toString(16).toUpperCase()};`);
}

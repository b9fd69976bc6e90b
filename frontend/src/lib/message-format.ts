/**
 * WhatsApp's text formatting as a tree: *bold*, _italic_, ~strike~, ```mono``` and `mono`, lists, quotes,
 * links. Never HTML: ui/message-text.tsx turns the tree into elements. Every character of the message is
 * in the tree (`sourceOf(parseMessage(text)) === text`), and hostile input takes linear time.
 */
import { type Link, linkAt } from './links';

/** A run of text inside a line. Marks keep their sign in `kind`; `mono` keeps its fence. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'mono'; readonly text: string; readonly fence: '`' | '```' }
  | ({ readonly kind: 'link' } & Link);

/** One line with the marker that made it a list item or a quote ("" in a paragraph). */
export interface Line {
  readonly marker: string;
  readonly children: readonly Inline[];
}

/** Lines of one sort that follow each other. */
export interface Block {
  readonly kind: 'paragraph' | 'bullets' | 'numbers' | 'quote';
  readonly lines: readonly Line[];
}

const signs = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Sign = keyof typeof signs;

const markers: readonly (readonly [Block['kind'], RegExp])[] = [
  ['quote', /^> /u],
  ['bullets', /^[*-] (?=\S)/u],
  ['numbers', /^\d{1,3}\. (?=\S)/u],
];

/** Parses a message's text. */
export function parseMessage(text: string): readonly Block[] {
  const blocks: { kind: Block['kind']; lines: Line[] }[] = [];
  for (const source of logicalLines(text)) {
    const line = parseLine(source);
    const last = blocks[blocks.length - 1];
    if (last?.kind === line.kind) last.lines.push(line);
    else blocks.push({ kind: line.kind, lines: [line] });
  }
  return blocks;
}

/** The exact text from which a tree was parsed. */
export function sourceOf(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) => block.lines.map((line) => line.marker + line.children.map(inlineSource).join('')))
    .join('\n');
}

/** The text without formatting signs, on one line: for a list's preview and for notifications. */
export function plainText(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) => block.lines.map((line) => line.children.map(inlinePlain).join('')))
    .join(' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

function inlineSource(node: Inline): string {
  switch (node.kind) {
    case 'text':
    case 'link':
      return node.text;
    case 'mono':
      return node.fence + node.text + node.fence;
    default: {
      const sign = node.kind === 'bold' ? '*' : node.kind === 'italic' ? '_' : '~';
      return sign + node.children.map(inlineSource).join('') + sign;
    }
  }
}

function inlinePlain(node: Inline): string {
  return 'children' in node ? node.children.map(inlinePlain).join('') : node.text;
}

// A ``` fence may span lines; the lines between belong to the line that opened it.
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  let at = 0;
  let fencesEnded = false;
  while (at < text.length) {
    if (!fencesEnded && text.startsWith('```', at)) {
      const close = text.indexOf('```', at + 4);
      if (close < 0) fencesEnded = true;
      at = close < 0 ? at + 3 : close + 3;
      continue;
    }
    if (text.charAt(at) === '\n') {
      lines.push(text.slice(start, at));
      start = at + 1;
    }
    at++;
  }
  lines.push(text.slice(start));
  return lines;
}

function parseLine(source: string): Line & { readonly kind: Block['kind'] } {
  for (const [kind, pattern] of markers) {
    const marker = pattern.exec(source)?.[0];
    if (marker !== undefined) return { kind, marker, children: new InlineParser(source).parse(marker.length, source.length, []) };
  }
  return { kind: 'paragraph', marker: '', children: new InlineParser(source).parse(0, source.length, []) };
}

const word = /[\p{L}\p{N}]/u;
const space = /\s/u;

class InlineParser {
  // For a sign and an end: nothing closes the sign between this index and that end. Without this memory
  // "*a *a *a …" would be searched to its end once per star.
  private readonly closedOff = new Map<string, number>();

  constructor(private readonly text: string) {}

  parse(from: number, to: number, open: readonly Sign[]): Inline[] {
    const nodes: Inline[] = [];
    let plain = from;
    let at = from;
    while (at < to) {
      const found = this.nodeAt(at, from, to, open);
      if (found === undefined) {
        at++;
        continue;
      }
      if (plain < at) nodes.push({ kind: 'text', text: this.text.slice(plain, at) });
      nodes.push(found.node);
      at = plain = found.end;
    }
    if (plain < to) nodes.push({ kind: 'text', text: this.text.slice(plain, to) });
    return nodes;
  }

  private nodeAt(at: number, from: number, to: number, open: readonly Sign[]): { node: Inline; end: number } | undefined {
    const char = this.text.charAt(at);
    if (char === '`') return this.mono(at, to);
    if (char in signs) return this.mark(at, from, to, char as Sign, open);
    if (!/[hwmt]/i.test(char)) return undefined;
    const link = linkAt(this.text, at, to);
    return link === undefined ? undefined : { node: { kind: 'link', ...link }, end: at + link.text.length };
  }

  private mono(at: number, to: number): { node: Inline; end: number } | undefined {
    for (const fence of ['```', '`'] as const) {
      if (!this.text.startsWith(fence, at) || at >= (this.closedOff.get(fence) ?? Infinity)) continue;
      const start = at + fence.length;
      const close = this.text.indexOf(fence, start + 1);
      if (close < 0) {
        this.closedOff.set(fence, at);
        continue;
      }
      const body = this.text.slice(start, close);
      if (close + fence.length > to || body.trim() === '' || body.startsWith('`')) continue;
      if (fence === '`' && body.includes('\n')) continue;
      return { node: { kind: 'mono', text: body, fence }, end: close + fence.length };
    }
    return undefined;
  }

  private mark(at: number, from: number, to: number, sign: Sign, open: readonly Sign[]): { node: Inline; end: number } | undefined {
    if (open.includes(sign) || at >= (this.closedOff.get(sign + String(to)) ?? Infinity) || !this.opens(at, from, to, sign)) return undefined;
    const close = this.closing(at + 2, to, sign);
    if (close === undefined) {
      this.closedOff.set(sign + String(to), at);
      return undefined;
    }
    const children = this.parse(at + 1, close, [...open, sign]);
    return { node: { kind: signs[sign], children }, end: close + 1 };
  }

  private opens(at: number, from: number, to: number, sign: Sign): boolean {
    const next = this.text.charAt(at + 1);
    if (at + 1 >= to || space.test(next) || next === sign) return false;
    return at === from || !word.test(before(this.text, at));
  }

  private closing(start: number, to: number, sign: Sign): number | undefined {
    for (let at = start; at < to; at++) {
      if (this.text.charAt(at) !== sign || space.test(this.text.charAt(at - 1))) continue;
      if (at + 1 >= to || !word.test(after(this.text, at + 1))) return at;
    }
    return undefined;
  }
}

// Letters outside the basic plane are two units; half of one is no letter.
function before(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(Math.max(0, at - 2), at) : text.charAt(at - 1);
}

function after(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

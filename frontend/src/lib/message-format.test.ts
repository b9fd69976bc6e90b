import { describe, expect, it } from 'vitest';
import { type Inline, parseMessage, plainText, sourceOf } from './message-format';
import plainTextCases from './plain-text.cases.json';

/** A compact drawing of the tree: b(), i(), s(), m(), a(), with text as it is. */
function draw(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      switch (node.kind) {
        case 'text':
          return node.text;
        case 'mono':
          return `m(${node.text})`;
        case 'link':
          return `a(${node.href}|${node.host})`;
        default:
          return `${node.kind.charAt(0)}(${draw(node.children)})`;
      }
    })
    .join('');
}

const inline = (text: string): string => parseMessage(text).flatMap((block) => block.lines.map((line) => draw(line.children))).join('\n');

describe('marks', () => {
  it.each([
    ['*bold*', 'b(bold)'],
    ['_it_ and ~no~', 'i(it) and s(no)'],
    ['*a _b_ c*', 'b(a i(b) c)'],
    ['*_~all~_*', 'b(i(s(all)))'],
    ['a*b*c', 'a*b*c'],
    ['snake_case_name', 'snake_case_name'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['*not *', '*not *'],
    ['**', '**'],
    ['***', '***'],
    ['**x**', '*b(x)*'],
    ['*one\ntwo*', '*one\ntwo*'],
    ['(*in*), "_q_"!', '(b(in)), "i(q)"!'],
    ['*a*b*', 'b(a*b)'],
    ['*لا* _可以_', 'b(لا) i(可以)'],
    ['𝒜*x*', '𝒜*x*'],
    ['*x*𝒜', '*x*𝒜'],
    ['*👍*', 'b(👍)'],
    ['*a _b* c_', 'b(a _b) c_'],
    ['*unclosed _it_', '*unclosed i(it)'],
  ])('%s', (text, want) => {
    expect(inline(text)).toBe(want);
  });
});

describe('mono', () => {
  it.each([
    ['`x`', 'm(x)'],
    ['```x *y*```', 'm(x *y*)'],
    ['```a\n*b*\nc```', 'm(a\n*b*\nc)'],
    ['`` ``', '`` ``'],
    ['``````', '``````'],
    ['`a\nb`', '`a\nb`'],
    ['*b `c*` e*', 'b(b `c)` e*'],
    ['*b `c*d` e*', 'b(b m(c*d) e)'],
    ['```open', '```open'],
  ])('%s', (text, want) => {
    expect(inline(text)).toBe(want);
  });
});

describe('lists and quotes', () => {
  it('groups lines of one sort', () => {
    const blocks = parseMessage('Buy:\n- milk\n* *eggs*\n1. one\n2. two\n> said\n> again\nend');
    expect(blocks.map((block) => [block.kind, block.lines.map((line) => draw(line.children))])).toEqual([
      ['paragraph', ['Buy:']],
      ['bullets', ['milk', 'b(eggs)']],
      ['numbers', ['one', 'two']],
      ['quote', ['said', 'again']],
      ['paragraph', ['end']],
    ]);
  });

  it.each(['-no', '1.no', '1234. no', '>no', '- ', '*bold* line'])('%s is a paragraph', (text) => {
    expect(parseMessage(text)[0]?.kind).toBe('paragraph');
  });
});

describe('links', () => {
  it.each([
    ['see https://example.com/a_b_c?q=1.', 'see a(https://example.com/a_b_c?q=1|example.com).'],
    ['(http://example.com)', '(a(http://example.com/|example.com))'],
    ['https://en.example.org/wiki/A_(b)', 'a(https://en.example.org/wiki/A_(b)|en.example.org)'],
    ['*https://example.com*', 'b(a(https://example.com/|example.com))'],
    ['www.example.com!', 'a(https://www.example.com/|www.example.com)!'],
    ['mailto:a@example.com', 'a(mailto:a@example.com|example.com)'],
    ['tel:+34600123412', 'a(tel:+34600123412|)'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['data:text/html,x file:///etc/passwd', 'data:text/html,x file:///etc/passwd'],
    ['ftp://example.com', 'ftp://example.com'],
    ['https://', 'https://'],
    ['tel:javascript', 'tel:javascript'],
    ['xhttps://example.com', 'xhttps://example.com'],
    ['<a href="https://e.org">', '<a href="a(https://e.org/|e.org)">'],
  ])('%s', (text, want) => {
    expect(inline(text)).toBe(want);
  });

  it('shows where a disguised link leads', () => {
    const link = parseMessage('https://bank.example@evil.example/x')[0]?.lines[0]?.children[0];
    expect(link).toMatchObject({ kind: 'link', host: 'evil.example', disguised: true });
    const lookalike = parseMessage('https://аpple.example')[0]?.lines[0]?.children[0];
    expect(lookalike).toMatchObject({ kind: 'link', disguised: true });
  });

  it('ends a link at an invisible or direction-changing character', () => {
    expect(inline('https://a.example/\u202egnp.exe')).toBe('a(https://a.example/|a.example)\u202egnp.exe');
  });
});

describe('plainText', () => {
  // app/plaintext.go says the same for notifications of the system, and is tested with the same table.
  it.each(plainTextCases as [string, string][])('%j', (text, want) => expect(plainText(parseMessage(text))).toBe(want));

  it('drops the signs and joins the lines', () => {
    expect(plainText(parseMessage('*Hi*\n- `a`\n\n> _b_   c'))).toBe('Hi a b c');
  });
});

// A small generator with a fixed seed: the same "random" messages in every run.
function messages(count: number): string[] {
  const pieces = ['*', '_', '~', '`', '```', ' ', '\n', '- ', '> ', '1. ', 'a', 'é', '👍🏽', 'ש', '𝒜', '\ud83d', 'https://', 'e.org', 'www.', 'tel:+1', '(', ')', '.', '\u202e', '<b>', '\t', 'mailto:a@b'];
  let state = 20_260_314;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
  return Array.from({ length: count }, () => Array.from({ length: next(40) }, () => pieces[next(pieces.length)] ?? '').join(''));
}

function links(nodes: readonly Inline[]): string[] {
  return nodes.flatMap((node) => (node.kind === 'link' ? [node.href] : 'children' in node ? links(node.children) : []));
}

describe('properties', () => {
  it('keeps every character of 5,000 odd messages, and no link has another scheme', () => {
    for (const text of messages(5000)) {
      const tree = parseMessage(text);
      expect(sourceOf(tree)).toBe(text);
      for (const href of tree.flatMap((block) => block.lines.flatMap((line) => links(line.children)))) {
        expect(href).toMatch(/^(https?|mailto|tel):/);
      }
    }
  });

  it.each(['*a ', '_', '*_~', '`', '```', '`a\n', '(', 'https://a)', '*a*', '> ', 'www.', '*a _b ', ')', '(tel:x', '(https://[', '_a '])(
    'stays linear on 60,000 characters of %j',
    (piece) => {
      const long = piece.repeat(Math.ceil(60_000 / piece.length));
      const text = `https://a${long}\n*${long}x*`;
      const started = performance.now();
      expect(sourceOf(parseMessage(text))).toBe(text);
      // Linear takes some 50 ms here; quadratic takes minutes.
      expect(performance.now() - started).toBeLessThan(3000);
    },
  );
});

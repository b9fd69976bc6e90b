import { inflateSync } from 'node:zlib';
import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '@/test/hostile';
import { waDigits, waLink } from '@/lib/wa-link';
import { type Choices, cleanLabel, cleanText, fileName, isChoices, make, type Made } from './model';
import { png } from '@/lib/png';
import { qrPng, qrSquares, qrSvg, type Squares } from '@/lib/qr';
import { colours, looks, sizes } from './snippet';

const plain: Choices = { label: 'Message us', text: '', colour: 'teal', size: 'standard', radius: 8, unit: 'px' };
const phone = '+493023125014';

function made(choices: Partial<Choices>, number = phone): Made {
  const outcome = make(number, { ...plain, ...choices });
  if (outcome.made === undefined) throw new Error(JSON.stringify(outcome.faults));
  return outcome.made;
}

/** The one anchor of a snippet, as a browser reads it. */
function anchor(html: string): HTMLAnchorElement {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const found = body.querySelectorAll<HTMLAnchorElement>('a');
  expect(found).toHaveLength(1);
  expect(body.children).toHaveLength(1);
  expect(body.textContent).toBe(found[0]?.textContent);
  expect([...body.querySelectorAll('*')].map((each) => each.localName)).toEqual(['a', 'svg', 'path', 'span']);
  if (found[0] === undefined) throw new Error('no link');
  return found[0];
}

/** Pixels of squares for a reader, eight for each. */
function read(squares: Squares): string | undefined {
  const scale = 8;
  const side = squares.length * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (squares[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return jsQR(pixels, side, side)?.data;
}

describe('the link', () => {
  it.each([
    ['', 'https://wa.me/493023125014'],
    ['  \n ', 'https://wa.me/493023125014'],
    ['Hello', 'https://wa.me/493023125014?text=Hello'],
    ['Order #7 & more?', 'https://wa.me/493023125014?text=Order%20%237%20%26%20more%3F'],
    ['50% + 1', 'https://wa.me/493023125014?text=50%25%20%2B%201'],
    ['a\r\nb', 'https://wa.me/493023125014?text=a%0Ab'],
    ["it's (me)!*", 'https://wa.me/493023125014?text=it%27s%20%28me%29%21%2A'],
    ['👋🏽', 'https://wa.me/493023125014?text=%F0%9F%91%8B%F0%9F%8F%BD'],
    ['שלום', 'https://wa.me/493023125014?text=%D7%A9%D7%9C%D7%95%D7%9D'],
    ['a\ud800b', 'https://wa.me/493023125014?text=ab'],
  ])('carries %j', (text, want) => expect(made({ text }).link).toBe(want));

  it.each([
    ['+49 30 23125014', '493023125014'],
    ['\u202a+34 600-000-001\u202c', '34600000001'],
    ['030 23125014', ''],
    ['4930 23125014', ''],
    ['+0301234567', ''],
    ['+12', ''],
    ['+1234567890123456', ''],
    ['+49 30 2312 ext 5', ''],
    ['', ''],
  ])('knows the digits of %j', (number, want) => {
    expect(waDigits(number)).toBe(want);
    if (want === '') expect(make(number, plain).faults).toEqual({ number: 'notE164' });
  });

  it('rule 1: holds the text exactly, whatever it is, and URL characters only', () => {
    for (const text of hostileTexts(400, 7)) {
      const link = waLink('493023125014', cleanText(text));
      expect(link).toMatch(/^https:\/\/wa\.me\/493023125014(?:\?text=(?:[\w.~-]|%[0-9A-F]{2})+)?$/);
      expect(new URL(link).searchParams.get('text') ?? '').toBe(cleanText(text));
    }
  });
});

describe('the HTML', () => {
  it('rule 1: has one link with that address and that label, whatever label and text are', () => {
    const texts = hostileTexts(400, 11);
    texts.forEach((label, index) => {
      const text = texts[texts.length - 1 - index] ?? '';
      const choices = { ...plain, label: [...cleanLabel(`${label}x`)].slice(0, 60).join(''), text: [...text].slice(0, 2000).join('') };
      const { html, link } = made(choices);
      const found = anchor(html);
      expect(found.getAttribute('href')).toBe(link);
      expect(found.textContent).toBe(cleanLabel(choices.label));
      expect(found.getAttributeNames()).toEqual(['href', 'target', 'rel', 'style']);
    });
  });

  it.each(['</script><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onclick='x", '</a><a href=//evil.example>', '&lt;b&gt; &amp; &#60;', 'שלום \u202eabc', '👩‍👩‍👧 hi', 'a\u00a0b'])('keeps %j as text', (label) => {
    const found = anchor(made({ label, text: label }).html);
    expect(found.textContent).toBe(cleanLabel(label));
    expect(new URL(found.href).searchParams.get('text')).toBe(label);
  });

  it('loads nothing and runs nothing', () => {
    const { html } = made({ text: 'Hello' });
    expect(html).not.toMatch(/<script|<style|<link|<img|url\(|src=| on\w+=|class=|import/i);
    expect([...html.matchAll(/https?:/g)]).toHaveLength(1);
  });

  it('shows what nobody sees as references, so that it is not lost on the way', () => {
    expect(made({ label: 'a\u200fb' }).html).toContain('a&#x200F;b');
  });

  it.each([
    [{ colour: 'green', size: 'compact', radius: 50, unit: '%' }, ['background:#15803d', 'border-radius:50%', '14px/1.25']],
    [{ colour: 'white', size: 'standard', radius: 0, unit: 'px' }, ['background:#ffffff', 'border-radius:0px', '16px/1.25']],
  ] as const)('has the look of %j', (choices, want) => {
    const { html } = made(choices);
    for (const each of want) expect(html).toContain(each);
  });

  it.each(colours)('is legible in %s, and its edge is seen on white', (colour) => {
    const { ground, letters, edge } = looks[colour];
    expect(contrast(ground, letters)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(edge, '#ffffff')).toBeGreaterThanOrEqual(3);
  });
});

describe('what is refused', () => {
  it.each([
    [{ label: '' }, { label: 'empty' }],
    [{ label: ' \u0000\n ' }, { label: 'empty' }],
    [{ label: '👋'.repeat(61) }, { label: 'tooLong' }],
    [{ text: 'x'.repeat(2001) }, { text: 'tooLong' }],
    [{ radius: null }, { radius: 'range' }],
    [{ radius: -1 }, { radius: 'range' }],
    [{ radius: 41 }, { radius: 'range' }],
    [{ radius: 51, unit: '%' }, { radius: 'range' }],
    [{ radius: 1.5 }, { radius: 'range' }],
    [{ label: '', text: 'x'.repeat(2001), radius: null }, { label: 'empty', text: 'tooLong', radius: 'range' }],
  ] as const)('%j', (choices, faults) => expect(make(phone, { ...plain, ...choices })).toEqual({ faults }));

  it.each([{ label: '👋'.repeat(60) }, { text: '👋'.repeat(2000) }, { radius: 0 }, { radius: 40 }, { radius: 50, unit: '%' as const }])('lets through what is just within: %#', (choices) => {
    expect(make(phone, { ...plain, ...choices }).made).toBeDefined();
  });
});

describe('the QR code', () => {
  it.each([['no text', ''], ['a short text', 'Hello & welcome'], ['a text of other scripts', 'שלום 👋'], ['900 letters', 'x'.repeat(900)], ['2,000 letters', 'x'.repeat(2000)]])('of %s is read as the link', (_, text) => {
    const { link } = made({ text });
    const squares = qrSquares(link);
    expect(squares === undefined ? undefined : read(squares)).toBe(link);
  });

  it('is none where the link is too long', () => {
    expect(qrSquares(made({ text: '👋'.repeat(2000) }).link)).toBeUndefined();
  });

  it('is drawn as SVG square by square, with four of white around', () => {
    const squares = qrSquares(made({}).link) ?? [];
    const svg = new DOMParser().parseFromString(qrSvg(squares), 'image/svg+xml');
    expect(svg.querySelector('parsererror')).toBeNull();
    const drawn = squares.map((row) => row.map(() => false));
    for (const [, x, y, wide] of (svg.querySelectorAll('path')[1]?.getAttribute('d') ?? '').matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
      for (let i = 0; i < Number(wide); i++) (drawn[Number(y)] ?? [])[Number(x) + i] = true;
    }
    expect(drawn).toEqual(squares);
    expect(squares.slice(0, 4).flat().includes(true)).toBe(false);
  });

  it('is a PNG with the same squares, of 1,024 px at least', async () => {
    const squares = qrSquares(made({}).link) ?? [];
    const { width, height, dark } = points(await qrPng(squares));
    expect(width).toBe(height);
    expect(width).toBeGreaterThanOrEqual(1024);
    const scale = width / squares.length;
    squares.forEach((row, y) => row.forEach((each, x) => expect(dark(x * scale, y * scale) && dark((x + 1) * scale - 1, (y + 1) * scale - 1)).toBe(each)));
  });

  it('writes a PNG whose width is no multiple of eight', async () => {
    const { width, height, dark } = points(await png([[true, false, true], [false, true, false]]));
    expect([width, height]).toEqual([3, 2]);
    expect([0, 1, 2].map((x) => [dark(x, 0), dark(x, 1)])).toEqual([[true, false], [false, true], [true, false]]);
  });
});

describe('small things', () => {
  it.each([['Support DACH', 'Support-DACH-qr'], ['../..\\x', 'x-qr'], ['Отдел_1', 'Отдел_1-qr'], ['🙂', 'whatsapp-qr']])('%s makes the file %s', (name, want) => expect(fileName(name)).toBe(want));

  it('takes back only what it stored', () => {
    expect(isChoices(plain)).toBe(true);
    for (const other of [null, 'x', {}, { ...plain, colour: 'red' }, { ...plain, unit: 'em' }, { ...plain, radius: '8' }, { ...plain, label: 7 }, { ...plain, size: sizes }]) expect(isChoices(other)).toBe(false);
  });
});

/** The WCAG contrast of two colours. */
function contrast(a: string, b: string): number {
  const light = (colour: string): number => {
    const [r = 0, g = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [light(a), light(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Reads a one-bit PNG without filters. */
function points(file: Uint8Array): { readonly width: number; readonly height: number; readonly dark: (x: number, y: number) => boolean } {
  const view = new DataView(file.buffer, file.byteOffset);
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const data = inflateSync(file.subarray(41, 41 + view.getUint32(33)));
  const line = 1 + Math.ceil(width / 8);
  return { width, height, dark: (x, y) => ((data[y * line + 1 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) === 0 };
}

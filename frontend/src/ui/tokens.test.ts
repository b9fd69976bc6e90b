import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { labelColours } from '@/lib/lists';

type Scheme = Record<string, string>;

// Vitest gives imported styles as empty text, so the file is read.
const css = readFileSync('src/ui/tokens.css', 'utf8');

/** The colours of a block of tokens.css, by name. */
function colours(block: string | undefined): Scheme {
  return Object.fromEntries(Array.from((block ?? '').matchAll(/--([\w-]+):\s*(#[\da-f]{3,6});/g), (each) => [each[1], each[2]]));
}

const more = readFileSync('src/ui/contrast.css', 'utf8').split('@media (prefers-contrast: more)')[1] ?? '';

/** What a scheme gets of the files, in their order: the blocks of everybody, and of the scheme. */
function scheme(name: 'dark' | 'light', ...files: readonly string[]): Scheme {
  const out: Scheme = {};
  for (const [, selector = '', block] of files.join('\n').matchAll(/([^{}]+)\{([^{}]*--[^{}]*)\}/g)) {
    const isFor = selector.includes(":not([data-mantine-color-scheme='dark'])") ? 'light' : selector.includes("[data-mantine-color-scheme='dark']") ? 'dark' : name;
    if (isFor === name) Object.assign(out, colours(block));
  }
  return out;
}

const light = scheme('light', css);
const dark = scheme('dark', css);
const moreLight = scheme('light', css, more);
const moreDark = scheme('dark', css, more);

function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[\da-f]/g, '$&$&') : hex;
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(full.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(scheme: Scheme, front: string, back: string): number {
  const [a, b] = [luminance(scheme[front] ?? '#000'), luminance(scheme[back] ?? '#000')];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const surfaces = ['page', 'panel', 'raised', 'sunk', 'accent-bg'];
const texts = ['text', 'dim', 'accent-text', 'ok-text', 'amber-text', 'red-text', 'blue-text'];
const pairs: [string, string][] = [
  ...surfaces.flatMap((back) => texts.map((front): [string, string] => [front, back])),
  ...['page', 'panel', 'raised', 'sunk'].map((back): [string, string] => ['muted', back]),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['text', 'bubble-out'],
  ['dim', 'bubble-out'],
  ['accent-text', 'bubble-out'],
  ['text', 'note'],
  ['dim', 'note'],
  ['accent-text', 'note'],
  ['red-text', 'red-bg'],
  ...labelColours.map((each): [string, string] => [`label-${each}`, `label-${each}-bg`]),
  ...Array.from({ length: 8 }, (_, i): [string, string] => ['on-tint', `tint-${i}`]),
];

describe.each([
  ['light', light],
  ['dark', dark],
  ['light with more contrast', moreLight],
  ['dark with more contrast', moreDark],
])('%s tokens', (_, scheme) => {
  it.each(pairs)('%s on %s can be read', (front, back) => {
    expect(scheme[front]).toBeDefined();
    expect(scheme[back]).toBeDefined();
    expect(contrast(scheme, front, back)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['ok', 'amber', 'red', 'line-strong'])('%s can be seen as a shape on the panel', (front) => {
    expect(contrast(scheme, front, 'panel')).toBeGreaterThanOrEqual(front === 'amber' ? 2.5 : 3);
  });
});

describe.each([
  ['light', light, moreLight],
  ['dark', dark, moreDark],
])('%s with more contrast', (_, usual, more) => {
  it('has nowhere less than without', () => {
    expect(more).not.toEqual(usual);
    const shapes = ['ok', 'amber', 'red', 'line', 'line-strong'].map((front): [string, string] => [front, 'panel']);
    for (const [front, back] of [...pairs, ...shapes]) expect([front, back, contrast(more, front, back) + 0.01 >= contrast(usual, front, back)]).toEqual([front, back, true]);
  });
});

import { describe, expect, it } from 'vitest';
import { createTexts } from './i18n';
import { localeFor } from './locale';
import { resources } from './resources';

const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.*', '!../test/**'], { query: '?raw', import: 'default', eager: true });

type Texts = { readonly [key: string]: string | Texts };

function flatten(texts: Texts, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) => (typeof value === 'string' ? [prefix + key] : flatten(value, `${prefix}${key}.`)));
}

const known = new Set(
  Object.entries(resources.en).flatMap(([namespace, texts]) => flatten(texts).map((key) => `${namespace}:${key.replace(/_(zero|one|two|few|many|other)$/, '')}`)),
);

/** The keys that a source file asks for with literal strings, each with its namespace. */
function keysUsed(source: string): string[] {
  const own = /useTranslation\(\s*\[?\s*'([\w-]+)'/.exec(source)?.[1] ?? 'common';
  return Array.from(source.matchAll(/(?:\bt\(|i18nKey=|\btexts\.t\()\s*\{?\s*['"`]([^'"`$]+)['"`]/g), (each) => each[1] ?? '').map((key) =>
    key.includes(':') ? key : `${own}:${key}`,
  );
}

describe('texts', () => {
  it('has every key that the code uses', () => {
    const missing = Object.entries(sources).flatMap(([file, source]) => keysUsed(source).filter((key) => !known.has(key)).map((key) => `${file}: ${key}`));
    expect(missing).toEqual([]);
  });

  it('looks at the code at all', () => {
    const used = Object.values(sources).flatMap(keysUsed);
    expect(used).toContain('common:skipToContent');
    expect(keysUsed("const { t } = useTranslation('inboxes'); t('a.b'); t(`x.${y}`); t('common:retry')")).toEqual(['inboxes:a.b', 'common:retry']);
  });

  it('has the same plural forms that English needs', () => {
    const keys = Object.values(resources.en).flatMap((texts) => flatten(texts));
    const plural = keys.filter((key) => key.endsWith('_one'));
    for (const key of plural) expect(keys).toContain(key.replace(/_one$/, '_other'));
  });

  it('speaks calmly', () => {
    const spoken = Object.values(resources.en).flatMap((texts) => JSON.stringify(texts).match(/"[^"]*(?:!|[Oo]ops)[^"]*"/g) ?? []);
    expect(spoken).toEqual([]);
  });

  it('answers at once, with plurals', () => {
    const texts = createTexts();
    expect(texts.t('rail.notificationsUnread', { count: 1 })).toBe('Notifications, 1 unread');
    expect(texts.t('retry')).toBe('Try again');
  });
});

describe('localeFor', () => {
  it.each([
    ['en', ['de-DE', 'en-GB', 'en-US'], 'en-GB'],
    ['en', ['de-DE'], 'en'],
    ['ar', ['en', 'ar-EG'], 'ar-EG'],
  ])('%s with %o is %s', (language, wanted, want) => {
    expect(localeFor(language, wanted)).toBe(want);
  });
});

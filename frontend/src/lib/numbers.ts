/** Numbers in the reader's locale. */

const formats = new Map<string, Intl.NumberFormat>();

function format(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.NumberFormat(locale, options);
    formats.set(key, found);
  }
  return found;
}

/** A whole or broken number with the locale's separators: 1,204. */
export function formatNumber(value: number, locale: string): string {
  return format(locale, {}).format(value);
}

/** A badge's count: exact up to `limit`, then "99+". */
export function formatCount(value: number, locale: string, limit = 99): string {
  return value > limit ? `${formatNumber(limit, locale)}+` : formatNumber(value, locale);
}

const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A file's size with the unit that keeps it under four digits: 1.4 MB. */
export function formatBytes(bytes: number, locale: string): string {
  let value = Math.max(0, bytes);
  let step = 0;
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1000;
    step++;
  }
  const unit = steps[step] ?? 'byte';
  return format(locale, { style: 'unit', unit, unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

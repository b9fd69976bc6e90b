/** What attributes of customers hold: as desk.Attribute judges it on the relay. */
import type { Attribute } from '@/bridge/types';

const longestValue = 500;

/** Whether a text is a value of the attribute; '' is none, and fits each. */
export function fits({ type, options = [] }: Attribute, typed: string): boolean {
  const value = typed.trim();
  if (value === '') return true;
  switch (type) {
    case 'text':
      return [...value].length <= longestValue;
    case 'number':
      return value.length <= 30 && /^[+-]?\d+([.,]\d+)?$/.test(value);
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`)) && new Date(`${value}T00:00:00Z`).toISOString().startsWith(value);
    case 'yesNo':
      return value === 'yes' || value === 'no';
    case 'list':
      return options.some((each) => each.toLowerCase() === value.toLowerCase());
    case 'link':
      return [...value].length <= longestValue && /^https?:\/\/[^\s/]+\S*$/.test(value);
    default: // of a newer relay, which judges it
      return true;
  }
}

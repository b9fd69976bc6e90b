import type { TFunction } from 'i18next';
import { oneOf } from '@/lib/known';
import { optInMethods, purposes } from '@/lib/lists';

/** How a customer agreed; a newer relay may have more ways. */
export function methodWords(words: TFunction<'optIns'>, method: string): string {
  const known = oneOf(optInMethods, method);
  return known === undefined ? words('method.other') : words(`method.${known}`);
}

/** What somebody agreed to: "marketing, utility". */
export function purposeWords(words: TFunction<'optIns'>, list: readonly string[]): string {
  return list.map((each) => oneOf(purposes, each)).flatMap((each) => (each === undefined ? [] : [words(`purpose.${each}`)])).join(', ');
}

/** What two customers would be as one: which facts differ, what goes, what the choices are. Not for drawing it. */
import type { Attribute, Contact } from '@/bridge/types';

/** A fact of which one person can have only one, in both customers. */
export interface Clash {
  /** The name under which the choice is sent: name, accountId, language or the id of an attribute. */
  readonly key: string;
  readonly title: string;
  readonly mine: string;
  readonly theirs: string;
}

/** The words for the facts that every customer has. */
export interface FactWords {
  readonly name: string;
  readonly account: string;
  readonly language: string;
}

/** The facts in which two customers differ. */
export function clashesOf(a: Contact, b: Contact, attributes: readonly Attribute[], words: FactWords): readonly Clash[] {
  const value = (contact: Contact, id: string): string => contact.attributes?.find((each) => each.key === id)?.value ?? '';
  return [
    { key: 'name', title: words.name, mine: a.savedName, theirs: b.savedName },
    { key: 'accountId', title: words.account, mine: a.accountId, theirs: b.accountId },
    { key: 'language', title: words.language, mine: a.language ?? '', theirs: b.language ?? '' },
    ...attributes.map((each) => ({ key: each.id, title: each.name, mine: value(a, each.id), theirs: value(b, each.id) })),
  ].filter((each) => each.mine !== '' && each.theirs !== '' && each.mine !== each.theirs);
}

const agreed = (contact: Contact): string[] => [...new Set((contact.optIns ?? []).filter((each) => each.withdrawnAt === 0).flatMap((each) => each.purposes))];

/** The purposes to which one of the two has agreed and the person would not have. */
export function lostConsent(a: Contact, b: Contact, after: Contact): readonly string[] {
  const still = agreed(after);
  return [...new Set([...agreed(a), ...agreed(b)])].filter((each) => !still.includes(each));
}

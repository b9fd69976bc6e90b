/** How it is said who else is in a conversation. */
import { useTranslation } from '@/lib/texts';
import { formatCount } from '@/lib/numbers';
import { useLocale } from './locale';

/** Somebody who is there, by name. */
export interface Present {
  readonly name: string;
  readonly typing: boolean;
}

/** Names those who type, else those who look; '' for nobody. */
export function useTogetherWords(): (people: readonly Present[]) => string {
  const { t } = useTranslation('together');
  const locale = useLocale();
  return (people) => {
    const typing = people.filter((each) => each.typing);
    const [first, second] = typing.length > 0 ? typing : people;
    const count = (typing.length > 0 ? typing : people).length;
    const what = typing.length > 0 ? 'types' : 'looks';
    if (first === undefined) return '';
    if (second === undefined) return t(`${what}.one`, { name: first.name });
    if (count === 2) return t(`${what}.two`, { name: first.name, other: second.name });
    return t(`${what}.many`, { name: first.name, count: count - 1, shown: formatCount(count - 1, locale) });
  };
}

/** Gives people their names. */
export function usePresent(): (people: readonly { readonly userId: string; readonly typing?: boolean }[], users: ReadonlyMap<string, { readonly name: string }>) => readonly Present[] {
  const { t } = useTranslation('together');
  return (people, users) => people.map(({ userId, typing }) => ({ name: users.get(userId)?.name ?? t('somebody'), typing: typing === true }));
}

import { IconEye, IconPencil } from '@tabler/icons-react';
import { type ReactElement, useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import { usePresent, useTogetherWords } from '@/i18n/together-words';
import { useDesk } from '@/stores/desk';
import { useCompany, useLookAt } from '@/stores/together';
import { useAnnounce } from '@/ui/announcer';
import classes from './company.module.css';

/** How long the same words are not said again: somebody who types pauses and goes on. */
const saidFor = 60_000;

/** Who else has the conversation in view, or types in it; and tells them that this person has. */
export function Company({ threadId }: { readonly threadId: string }): ReactElement | null {
  const { t } = useTranslation('together');
  useLookAt(threadId);
  const lookers = useCompany(threadId);
  const users = useDesk((desk) => desk.users);
  const named = usePresent();
  const wordsOf = useTogetherWords();
  const people = named(lookers, users);
  const words = wordsOf(people);
  useSaying(threadId, words);
  const locale = useMemo(() => new Intl.ListFormat(undefined, { type: 'unit' }), []);
  if (words === '') return null;
  const icon = people[0]?.typing === true ? <IconPencil size={14} stroke={1.8} aria-hidden /> : <IconEye size={14} stroke={1.6} aria-hidden />;
  return (
    <span className={classes.company} title={t('all', { names: locale.format(people.map((each) => each.name)) })} data-testid="company">
      {icon}
      <bdi className={classes.words}>{words}</bdi>
    </span>
  );
}

/** Says who came or began to type, each once in a while. That somebody left is not said. */
function useSaying(threadId: string, words: string): void {
  const announce = useAnnounce();
  const said = useRef(new Map<string, number>());
  const say = useEffectEvent(() => {
    const key = `${threadId} ${words}`;
    const now = Date.now();
    if (words === '' || now - (said.current.get(key) ?? 0) < saidFor) return;
    said.current.set(key, now);
    announce(words);
  });
  useEffect(() => say(), [threadId, words]);
}

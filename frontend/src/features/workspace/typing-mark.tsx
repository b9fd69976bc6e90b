import { IconPencil } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { usePresent, useTogetherWords } from '@/i18n/together-words';
import { useDesk } from '@/stores/desk';
import { useCompany } from '@/stores/together';
import classes from './thread-row.module.css';

/** A small sign in a row of the list that a colleague types there. */
export function TypingMark({ threadId }: { readonly threadId: string }): ReactElement | null {
  const company = useCompany(threadId);
  return company[0]?.typing === true ? <Mark threadId={threadId} /> : null;
}

function Mark({ threadId }: { readonly threadId: string }): ReactElement {
  const company = useCompany(threadId);
  const users = useDesk((desk) => desk.users);
  const words = useTogetherWords()(usePresent()(company, users));
  return (
    <span className={classes.typing} title={words}>
      <IconPencil size={15} stroke={1.8} role="img" aria-label={words} />
    </span>
  );
}

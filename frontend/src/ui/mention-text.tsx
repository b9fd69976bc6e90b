import type { ReactElement } from 'react';
import { type Named, partsOf } from '@/lib/mentions';
import classes from './mention-text.module.css';

/** A note's text with the colleagues who are mentioned in it. */
export function MentionText({ text, mentions, me }: { readonly text: string; readonly mentions: readonly Named[]; readonly me: string }): ReactElement {
  return (
    <p className={classes.text} dir="auto">
      {partsOf(text, mentions).map((part, index) =>
        part.userId === '' ? (
          <bdi key={index}>{part.text}</bdi>
        ) : (
          <bdi key={index} className={classes.mention} data-me={part.userId === me || undefined}>
            {part.text}
          </bdi>
        ),
      )}
    </p>
  );
}

import { Fragment, type ReactElement } from 'react';
import { type Named, partsOf } from '@/lib/mentions';
import { type Linked, splitAtLinks } from '@/lib/thread-link';
import classes from './mention-text.module.css';

interface MentionTextProps {
  readonly text: string;
  readonly mentions: readonly Named[];
  readonly me: string;
  /** Draws a link to a conversation. */
  readonly link: (link: Linked) => ReactElement;
}

/** A note's text with the colleagues who are mentioned in it, and the conversations to which it links. */
export function MentionText({ text, mentions, me, link }: MentionTextProps): ReactElement {
  return (
    <p className={classes.text} dir="auto">
      {partsOf(text, mentions).map((part, index) =>
        part.userId === '' ? (
          splitAtLinks(part.text).map((each, at) => (typeof each === 'string' ? <bdi key={`${index} ${at}`}>{each}</bdi> : <Fragment key={`${index} ${at}`}>{link(each)}</Fragment>))
        ) : (
          <bdi key={index} className={classes.mention} data-me={part.userId === me || undefined}>
            {part.text}
          </bdi>
        ),
      )}
    </p>
  );
}

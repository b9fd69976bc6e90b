import type { ReactElement } from 'react';
import { highlight } from '@/lib/highlight';
import classes from './highlighted.module.css';

interface HighlightedProps {
  readonly text: string;
  readonly query: string;
  /** Also inside of words, for lists that are searched so. */
  readonly anywhere?: boolean;
}

/** A text with the words of a search marked. */
export function Highlighted({ text, query, anywhere = false }: HighlightedProps): ReactElement {
  return (
    <>
      {highlight(text, query, anywhere).map((piece, index) =>
        piece.hit ? (
          <mark key={index} className={classes.mark}>
            {piece.text}
          </mark>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}

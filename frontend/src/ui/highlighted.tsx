import type { ReactElement } from 'react';
import { highlight } from '@/lib/highlight';
import classes from './highlighted.module.css';

/** A text with the words of a search marked. */
export function Highlighted({ text, query }: { readonly text: string; readonly query: string }): ReactElement {
  return (
    <>
      {highlight(text, query).map((piece, index) =>
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

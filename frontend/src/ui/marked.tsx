import { createContext, type ReactElement, use } from 'react';
import { Highlighted } from './highlighted';

/** What was searched for, of everything beneath; "" for nothing. */
export const MarkedQuery = createContext('');

/** A text with what was searched for marked. */
export function Marked({ text }: { readonly text: string }): ReactElement {
  const query = use(MarkedQuery);
  return query === '' ? <>{text}</> : <Highlighted text={text} query={query} />;
}

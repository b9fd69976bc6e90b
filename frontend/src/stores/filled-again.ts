/** What was sent from a form, as it stood in it: taken back, it is filled in again. */
import { create } from 'zustand';
import type { Choices, Queued, SendContent } from '@/bridge/types';
import { FormBegun } from '@/lib/form-begun';
import { flushDrafts, saveDraft } from './drafts';
import { formName } from './forms';
import { isBegun, keepForm } from './kept-form';

/** The forms that make a message of their own. */
export type FilledForm = 'location' | 'card' | 'choices';

/** The name under which a conversation's form is kept. */
export function filledName(threadId: string, form: FilledForm): string {
  return formName(`${threadId} ${form}`, 'add');
}

/** The form that a message was made in, undefined for one that was made in none. */
export function formOf(content: SendContent | undefined): FilledForm | undefined {
  if (content?.location) return 'location';
  if (content?.card !== undefined) return 'card';
  return content?.choices === undefined ? undefined : 'choices';
}

/** Fills the form in as it was, which is on disk when this answers, and gives what empties it again; undefined for a message that was made in none. */
export async function fillAgain({ threadId, send }: Queued): Promise<(() => void) | undefined> {
  const form = formOf(send?.content);
  if (form === undefined || send === null) return undefined;
  const name = filledName(threadId, form);
  if (isBegun(name)) throw new FormBegun();
  keepForm(name, fieldsOf(send.content));
  const empty = (): void => {
    keepForm(name, undefined);
    void flushDrafts();
  };
  try {
    await saveDraft(name);
  } catch (error) {
    empty();
    throw error;
  }
  return empty;
}

function fieldsOf({ location, card, choices, text }: SendContent): object {
  if (location) return { where: `${degrees(location.latitude)}, ${degrees(location.longitude)}`, name: location.name, address: location.address };
  if (card !== undefined) return { name: card.name, company: card.company, title: card.title, email: card.emails[0] ?? '', phones: card.phones };
  return choices === undefined ? {} : questionOf(choices, text);
}

/** As a person writes it: a tiny number is "1e-7" otherwise, which is no place. */
function degrees(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(9) : text;
}

/** Only a list has words of its own on the button that opens it. */
function questionOf({ header, footer, open, sections }: Choices, body: string): object {
  const base = { header, footer, body, open };
  const [first] = sections;
  if (open === '' && sections.length === 1 && first?.title === '' && first.rows.every(({ about }) => about === '')) {
    return { ...base, kind: 'buttons', buttons: first.rows.map(({ title }) => title), sections: [{ title: '', rows: [{ title: '', about: '' }] }] };
  }
  return { ...base, kind: 'list', buttons: ['', ''], sections };
}

const useWish = create<{ readonly threadId: string; readonly form: FilledForm | undefined }>(() => ({ threadId: '', form: undefined }));

/** Has a conversation's form opened; undefined takes the wish back. */
export function wishForm(threadId: string, form: FilledForm | undefined): void {
  useWish.setState({ threadId, form });
}

/** The form of a conversation that is to be open. */
export function useFormWish(threadId: string): FilledForm | undefined {
  return useWish((wish) => (wish.threadId === threadId ? wish.form : undefined));
}

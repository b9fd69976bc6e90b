/**
 * Half-filled forms. They are kept like drafts, each under a name of its own beside
 * those of the threads: closed, left or killed they are there again as they were, and gone once they are sent or saved.
 */
import { useMemo } from 'react';
import { flushDrafts, setDraft, useDraft, useDrafts } from './drafts';

/** What stands in a form's fields, by their names; a field that is missing is empty. */
export type FormValues = Readonly<Record<string, string>>;

const none: FormValues = {};

/** The name under which a form is kept: where it stands, and which one it is. */
export function formName(place: string, form: string): string {
  return `form/${place}/${form}`;
}

/** What a form holds. */
export function useForm(name: string): FormValues {
  const text = useDraft(name);
  return useMemo(() => read(text), [text]);
}

/** What a form holds right now, for whoever changes it outside of a render. */
export function formNow(name: string): FormValues {
  return read(useDrafts.getState().texts.get(name) ?? '');
}

/** Fills in some of a form's fields. */
export function fillForm(name: string, fields: FormValues): void {
  const next = Object.entries({ ...formNow(name), ...fields }).filter(([, value]) => value !== '');
  setDraft(name, next.length === 0 ? '' : JSON.stringify(Object.fromEntries(next)));
}

/** Forgets a form that was sent. */
export function clearForm(name: string): void {
  setDraft(name, '');
  void flushDrafts();
}

/** What was saved; one that cannot be read (another version wrote it) is an empty form. */
function read(text: string): FormValues {
  if (text === '') return none;
  try {
    const saved: unknown = JSON.parse(text);
    if (typeof saved !== 'object' || saved === null) return none;
    return Object.fromEntries(Object.entries(saved).filter((each): each is [string, string] => typeof each[1] === 'string'));
  } catch {
    return none;
  }
}

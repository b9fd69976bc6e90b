/** The words under each file of a draft, and the order in which the files go. Both are kept as the draft is, by the names that Go gave the files. */
import { clearForm, fillForm, formName, formNow, type FormValues, useForm } from './forms';

const order = 'order';

/** What is kept beside the files of a thread's draft. */
export type Captions = FormValues;

function nameOf(threadId: string): string {
  return formName(threadId, 'files');
}

function fieldOf(localId: string): string {
  return `caption ${localId}`;
}

/** The captions and the order of a thread's files. */
export function useCaptions(threadId: string): Captions {
  return useForm(nameOf(threadId));
}

/** The words under a file, "" for none. */
export function captionOf(captions: Captions, localId: string): string {
  return captions[fieldOf(localId)] ?? '';
}

/** Writes the words under a file. */
export function setCaption(threadId: string, localId: string, text: string): void {
  fillForm(nameOf(threadId), { [fieldOf(localId)]: text });
}

/** Files in the order in which they go: those that were moved where they were put, others behind them as they were picked. */
export function inOrder<T>(files: readonly T[], captions: Captions, idOf: (file: T) => string): readonly T[] {
  const moved = (captions[order] ?? '').split(' ').filter((each) => each !== '');
  const place = (file: T): number => {
    const at = moved.indexOf(idOf(file));
    return at < 0 ? moved.length : at;
  };
  return [...files].sort((a, b) => place(a) - place(b));
}

/** Keeps the order of a thread's files. */
export function setOrder(threadId: string, localIds: readonly string[]): void {
  fillForm(nameOf(threadId), { [order]: localIds.join(' ') });
}

/** Forgets what was kept of a file that is gone; of the last one, everything. */
export function forgetCaption(threadId: string, localId: string, isLast: boolean): void {
  const name = nameOf(threadId);
  if (Object.keys(formNow(name)).length === 0) return;
  if (isLast) clearForm(name);
  else fillForm(name, { [fieldOf(localId)]: '' });
}

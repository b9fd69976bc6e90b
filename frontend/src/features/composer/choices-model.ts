/** A question with buttons or a list while it is written, within WhatsApp's limits (backend/wire/choices.go). */
import type { Choices } from '@/bridge/types';
import { isBlank } from '@/lib/blank';

/** The limits, in characters where nothing else is said. */
export const limits = { buttons: 3, rows: 10, button: 20, row: 24, about: 72, question: 1024, listText: 4096, headWords: 60 } as const;

/** A row that is written. */
export interface RowForm {
  readonly title: string;
  readonly about: string;
}

/** A section that is written. */
export interface SectionForm {
  readonly title: string;
  readonly rows: readonly RowForm[];
}

/** What stands in the form. What belongs to the other kind is kept: one may go back. */
export interface ChoicesForm {
  readonly kind: 'buttons' | 'list';
  readonly header: string;
  readonly body: string;
  readonly footer: string;
  readonly buttons: readonly string[];
  readonly open: string;
  readonly sections: readonly SectionForm[];
}

/** A row on which nothing stands. */
export const emptyRow: RowForm = { title: '', about: '' };

/** A form in which nothing stands. */
export const emptyChoices: ChoicesForm = { kind: 'buttons', header: '', body: '', footer: '', buttons: ['', ''], open: '', sections: [{ title: '', rows: [emptyRow, emptyRow] }] };

/** How many characters too many there are. */
export function over(text: string, most: number): number {
  return Math.max(0, Array.from(text.trim()).length - most);
}

/** How many rows a list has. */
export function rowsOf(form: ChoicesForm): number {
  return form.sections.reduce((sum, each) => sum + each.rows.length, 0);
}

/** What the form says as it would be sent: without the buttons and rows that are empty. */
export function choicesOf(form: ChoicesForm): Choices {
  const head = { header: form.header.trim(), footer: form.footer.trim() };
  if (form.kind === 'buttons') {
    return { ...head, open: '', sections: [{ title: '', rows: form.buttons.filter((each) => !isBlank(each)).map((each) => ({ title: each.trim(), about: '' })) }] };
  }
  const sections = form.sections
    .map(({ title, rows }) => ({ title: title.trim(), rows: rows.filter((each) => !isBlank(each.title) || !isBlank(each.about)).map((each) => ({ title: each.title.trim(), about: each.about.trim() })) }))
    .filter((each) => each.rows.length > 0);
  return { ...head, open: form.open.trim(), sections };
}

/** The titles that are there more than once; of rows, those with the same description too. */
export function twice(choices: Choices): ReadonlySet<string> {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const { title, about } of choices.sections.flatMap((each) => each.rows)) {
    const both = JSON.stringify([title, about]);
    if (seen.has(both)) again.add(title);
    seen.add(both);
  }
  return again;
}

/** The choices as they are sent; undefined while something is missing or too long. */
export function choicesToSend(form: ChoicesForm): Choices | undefined {
  const choices = choicesOf(form);
  const rows = choices.sections.flatMap((each) => each.rows);
  const isList = form.kind === 'list';
  const fits =
    over(form.header, limits.headWords) === 0 && over(form.footer, limits.headWords) === 0 && over(form.body, isList ? limits.listText : limits.question) === 0 && over(choices.open, limits.button) === 0 &&
    rows.length <= (isList ? limits.rows : limits.buttons) && rows.every((each) => over(each.title, isList ? limits.row : limits.button) === 0 && over(each.about, limits.about) === 0) &&
    choices.sections.every((each) => over(each.title, limits.row) === 0);
  const isWhole = !isBlank(form.body) && rows.length > 0 && rows.every((each) => !isBlank(each.title)) && (!isList || (choices.open !== '' && (choices.sections.length === 1 || choices.sections.every((each) => each.title !== ''))));
  return fits && isWhole && twice(choices).size === 0 ? choices : undefined;
}

import type { RefObject } from 'react';
import { useActs } from '@/i18n/use-acts';
import { toggleMark } from '@/lib/text-marks';

const marks = { bold: '*', italic: '_', strike: '~', mono: '```' } as const;

/** Bold, italic, struck and mono by key, as WhatsApp writes them, around what is selected in the reply. */
export function useFormatKeys(field: RefObject<HTMLTextAreaElement | null>, setText: (next: string) => void): void {
  const run = (how: keyof typeof marks) => (): void => {
    const element = field.current;
    if (element === null) return;
    const next = toggleMark({ text: element.value, from: element.selectionStart, to: element.selectionEnd }, marks[how]);
    element.focus();
    element.select();
    // What is typed by a command can be taken back with the field's own undo; jsdom has none.
    const typed = typeof document.execCommand === 'function' && document.execCommand('insertText', false, next.text);
    if (!typed) setText(next.text);
    requestAnimationFrame(() => element.setSelectionRange(next.from, next.to));
  };
  useActs([
    { id: 'composer.bold', run: run('bold') },
    { id: 'composer.italic', run: run('italic') },
    { id: 'composer.strike', run: run('strike') },
    { id: 'composer.mono', run: run('mono') },
  ]);
}

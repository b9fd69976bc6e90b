import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { toggleMark } from '@/lib/text-marks';
import { useShortcuts } from '@/lib/use-shortcuts';

const marks = { bold: '*', italic: '_', strike: '~', mono: '```' } as const;

/** Bold, italic, struck and mono by key, as WhatsApp writes them, around what is selected in the reply. */
export function useFormatKeys(field: RefObject<HTMLTextAreaElement | null>, setText: (next: string) => void): void {
  const { t } = useTranslation(['composer', 'thread']);
  const group = t('thread:keys.group');
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
  useShortcuts([
    { id: 'composer.bold', keys: 'mod+b', label: t('format.bold'), group, run: run('bold') },
    { id: 'composer.italic', keys: 'mod+i', label: t('format.italic'), group, run: run('italic') },
    { id: 'composer.strike', keys: 'mod+shift+x', label: t('format.strike'), group, run: run('strike') },
    { id: 'composer.mono', keys: 'mod+shift+m', label: t('format.mono'), group, run: run('mono') },
  ]);
}

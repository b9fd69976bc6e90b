import { Textarea } from '@mantine/core';
import type { KeyboardEvent, ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { isComposing } from '@/lib/keys';
import { flushDrafts } from '@/stores/drafts';
import { useEnterSends } from '@/stores/settings';
import classes from './file-list.module.css';
import { tooManyUnder } from './use-attachments';

interface CaptionFieldProps {
  readonly name: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onMove: (by: 1 | -1) => void;
  readonly onSend: (() => void) | undefined;
}

/** The words under one of several files. Enter does what it does in the reply; Alt with an arrow moves the file. */
export function CaptionField({ name, text, onText, onMove, onSend }: CaptionFieldProps): ReactElement {
  const { t } = useTranslation('composer');
  const enterSends = useEnterSends();
  const tooMany = tooManyUnder(text);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (isComposing(event.nativeEvent)) return;
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      onMove(event.key === 'ArrowUp' ? -1 : 1);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey && (event.ctrlKey || event.metaKey || enterSends)) {
      event.preventDefault();
      onSend?.();
    }
  };
  return (
    <Textarea
      className={classes.caption}
      size="xs"
      autosize
      minRows={1}
      maxRows={3}
      dir="auto"
      aria-label={t('file.captionOf', { name })}
      placeholder={t('file.caption')}
      value={text}
      error={tooMany > 0 && t('file.captionLong', { count: tooMany })}
      onChange={(event) => onText(event.currentTarget.value)}
      onBlur={() => void flushDrafts()}
      onKeyDown={onKeyDown}
    />
  );
}

import type { ClipboardEvent, ReactElement } from 'react';
import { formatPhone } from '@/lib/phone';
import classes from './phone.module.css';

/** A telephone number: grouped for eyes, in one line, from left to right in any language; copied as E.164. */
export function Phone({ value, className }: { readonly value: string; readonly className?: string | undefined }): ReactElement {
  return (
    <bdi dir="ltr" className={`figures ${classes.phone} ${className ?? ''}`} onCopy={(event) => copyRaw(event, value)}>
      {formatPhone(value)}
    </bdi>
  );
}

/** Whoever selects the whole number wants it for another program; a part of it is copied as it is selected. */
function copyRaw(event: ClipboardEvent, value: string): void {
  if (window.getSelection()?.toString().trim() !== formatPhone(value)) return;
  event.clipboardData.setData('text/plain', value);
  event.preventDefault();
}

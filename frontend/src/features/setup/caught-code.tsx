import { Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { CodeView } from '@/bridge/types';
import own from './sign-up.module.css';

/** The caught code, where it is asked for in Meta's own window. */
export interface CaughtCodeProps {
  readonly view: CodeView | undefined;
  readonly onCopy: () => Promise<string | undefined>;
}

/** Six digits to be pasted into Meta's window; nothing while there are none. */
export function CaughtCode({ view, onCopy }: CaughtCodeProps): ReactElement | null {
  const { t } = useTranslation('signUp');
  const digits = view?.found === true ? view.code.code : '';
  // Of which code it was copied: another one is not.
  const [copied, setCopied] = useState('');
  if (digits === '') return null;
  const copy = async (): Promise<void> => {
    if ((await onCopy()) !== undefined) setCopied(digits);
  };
  return (
    <div className={own.code} role="status">
      <span>{t('code.text')}</span>
      <span className={`code ${own.digits}`} role="img" aria-label={t('code.digits', { code: `${[...digits.slice(0, 3)].join(' ')}, ${[...digits.slice(3)].join(' ')}` })}>
        {`${digits.slice(0, 3)}-${digits.slice(3)}`}
      </span>
      <Button onClick={() => void copy()}>{t(copied === digits ? 'code.copied' : 'code.copy')}</Button>
    </div>
  );
}

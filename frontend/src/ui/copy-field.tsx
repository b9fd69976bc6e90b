import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactElement, useEffect, useId, useState } from 'react';
import { useAnnounce } from './announcer';
import classes from './copy-field.module.css';

/** True for `ms` after `mark` was called; for a button that says "Copied". */
export function useFlash(ms = 2000): readonly [boolean, () => void] {
  const [at, setAt] = useState(0);
  useEffect(() => {
    if (at === 0) return undefined;
    const timer = setTimeout(() => setAt(0), ms);
    return () => clearTimeout(timer);
  }, [at, ms]);
  return [at !== 0, () => setAt(Date.now())];
}

/** A value to paste elsewhere. `copy` puts it on the clipboard; a rejection is the caller's to show. */
export interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  readonly copyLabel: string;
  readonly copiedLabel: string;
  readonly copy: (value: string) => Promise<boolean>;
  readonly large?: boolean;
}

/** A read-only value with its copy button; the button's name holds the field's, as there are often several. */
export function CopyField({ label, value, copyLabel, copiedLabel, copy, large = false }: CopyFieldProps): ReactElement {
  const id = useId();
  const announce = useAnnounce();
  const [copied, mark] = useFlash();
  const run = async (): Promise<void> => {
    if (!(await copy(value))) return;
    mark();
    announce(copiedLabel);
  };
  return (
    <div className={classes.field}>
      <span className={classes.label} id={id}>
        {label}
      </span>
      <div className={classes.row}>
        <output className={`code ${classes.value}`} aria-labelledby={id} data-large={large || undefined}>
          {value}
        </output>
        <Button
          variant="default"
          aria-label={`${copied ? copiedLabel : copyLabel}: ${label}`}
          leftSection={copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />}
          onClick={() => void run()}
        >
          {copied ? copiedLabel : copyLabel}
        </Button>
      </div>
    </div>
  );
}

/** What a form says at its top about what was typed into it. */
import { Button } from '@mantine/core';
import { type ReactElement, useEffect, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import { Callout } from './callout';

interface UnsavedProps {
  /** Whether it was begun before, and not saved. */
  readonly found: boolean;
  readonly onDiscard: () => void;
}

/** Says that what is in the form was typed before, and lets it be thrown away. */
export function FoundUnsaved({ found, onDiscard }: UnsavedProps): ReactElement | null {
  const { t } = useTranslation('common');
  if (!found) return null;
  return (
    <Callout
      actions={
        <Button size="compact-sm" variant="default" onClick={onDiscard}>
          {t('unsaved.discard')}
        </Button>
      }
    >
      {t('unsaved.text')}
    </Callout>
  );
}

interface GoneProps {
  /** What the deleted thing is called. */
  readonly name: string;
  /** What has to be done again by hand after it is created again. */
  readonly note?: string;
  /** Creates it again from what is in the form; without it, the form can only be read and closed. */
  readonly onAgain?: (() => void) | undefined;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly onClose: () => void;
}

/** Says that somebody else deleted what the form shows. What was typed stays readable until the person chooses. */
export function Gone({ name, note = '', onAgain, busy = false, disabled = false, onClose }: GoneProps): ReactElement {
  const { t } = useTranslation('common');
  const callout = useRef<HTMLDivElement>(null);
  // The form may be longer than its window, and this stands at its top.
  useEffect(() => {
    callout.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div role="alert">
      <Callout
        ref={callout}
        tone="amber"
        actions={
          <>
            {onAgain !== undefined && (
              <Button size="compact-sm" loading={busy} disabled={disabled} onClick={onAgain}>
                {t('gone.again')}
              </Button>
            )}
            <Button size="compact-sm" variant="default" onClick={onClose}>
              {t(onAgain === undefined ? 'gone.close' : 'gone.discard')}
            </Button>
          </>
        }
      >
        {t('gone.text', { name })} {note}
      </Callout>
    </div>
  );
}

import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import classes from './merge.module.css';

interface DeedsProps {
  readonly deed: string;
  readonly back: string;
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly onDo: () => void;
  readonly onBack: () => void;
}

/** The buttons at the end of the dialogs. */
export function Deeds({ deed, back, busy, disabled, onDo, onBack }: DeedsProps): ReactElement {
  return (
    <div className={classes.deeds}>
      <Button variant="default" onClick={onBack}>
        {back}
      </Button>
      <Button loading={busy} disabled={disabled} onClick={onDo}>
        {deed}
      </Button>
    </div>
  );
}

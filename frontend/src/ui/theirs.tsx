import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { Callout } from './callout';
import classes from './theirs.module.css';

interface Props {
  /** What it is now, in words: the form has the other value. */
  readonly now: string;
  readonly onChoose: (whose: 'mine' | 'theirs') => void;
}

/** Beside a field that somebody else changed as well while the form was open: both values are seen, and a person chooses. */
export function Theirs({ now, onChoose }: Props): ReactElement {
  const { t } = useTranslation('common');
  return (
    <Callout tone="red">
      {t('theirs.text')} <strong dir="auto">{now}</strong>
      <div className={classes.choices}>
        <Button size="compact-sm" variant="default" onClick={() => onChoose('theirs')}>
          {t('theirs.take')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onChoose('mine')}>
          {t('theirs.keep')}
        </Button>
      </div>
    </Callout>
  );
}

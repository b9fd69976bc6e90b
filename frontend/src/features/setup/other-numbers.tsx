import { Anchor } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { WabaNumber } from '@/bridge/types';
import { Callout } from '@/ui/callout';
import classes from './setup.module.css';

/** The account's numbers, when the one that is set up is not among them. */
export interface OtherNumbersProps {
  readonly phone: string;
  readonly numbers: readonly WabaNumber[];
  readonly onUse: (phone: string) => void;
}

const most = 10;

/** Offers to set up one of them instead, such as the one that was added in Meta's window. */
export function OtherNumbers({ phone, numbers, onUse }: OtherNumbersProps): ReactElement | null {
  const { t } = useTranslation('signUp');
  if (numbers.length === 0) return null;
  return (
    <Callout>
      <strong>{t('other.title')}</strong>
      <p>{t('other.text', { phone })}</p>
      <div className={classes.actions}>
        {numbers.slice(0, most).map((each) => (
          <Anchor key={each.phoneId} component="button" type="button" onClick={() => onUse(each.phone)}>
            {t('other.use', { phone: each.phone })}
          </Anchor>
        ))}
      </div>
    </Callout>
  );
}

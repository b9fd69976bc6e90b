import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { paths } from '@/lib/paths';
import { useDesk } from '@/stores/desk';
import { useSeats } from '@/stores/licences';
import { mayHandle } from '@/stores/selectors';
import { Callout } from '@/ui/callout';

/** Where WhatsApp is not bought, or nobody has its licence: what that means and whom to ask. */
export function LacksWhatsApp(): ReactElement | null {
  const { t } = useTranslation('channels');
  const [, go] = useLocation();
  const seats = useSeats().find((each) => each.licence === 'whatsApp');
  const loaded = useDesk((desk) => desk.loaded);
  const somebody = useDesk((desk) => [...desk.users.values()].some(mayHandle));
  if (!loaded) return null;
  if (seats?.bought === 0) return <Callout tone="amber">{t('noSeats')}</Callout>;
  if (somebody) return null;
  return (
    <Callout
      tone="amber"
      actions={
        <Button variant="default" onClick={() => go(paths.users)}>
          {t('toUsers')}
        </Button>
      }
    >
      {t('noHolder')}
    </Callout>
  );
}

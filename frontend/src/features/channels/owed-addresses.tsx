import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { useLocale } from '@/i18n/locale';
import { clockTime } from '@/lib/time';
import { useOnline } from '@/stores/session';
import { Callout } from '@/ui/callout';

/** Numbers whose SMS or calls come here still, because the carrier has not taken their earlier address back; nothing while there are none. */
export function OwedAddresses(): ReactElement {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const online = useOnline();
  const asked = useQuery({ queryKey: ['setup', 'list'], queryFn: () => bridge().setup.list(), refetchInterval: 15_000, enabled: online, staleTime: 0 });
  return (
    <>
      {asked.data?.owed?.map((each) => (
        <Callout key={`${each.phone} ${String(each.calls === true)}`} tone="amber">
          {t(each.calls === true ? 'owedCalls' : 'owed', { number: each.display, time: clockTime(each.since, locale) })}
        </Callout>
      ))}
    </>
  );
}

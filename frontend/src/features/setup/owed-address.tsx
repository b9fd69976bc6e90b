import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Setup } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { clockTime } from '@/lib/time';
import { useOnline } from '@/stores/session';
import { Callout } from '@/ui/callout';

/** Says that the carrier has not taken the number's earlier address for SMS or calls back yet; nothing once it has, or before it has to. */
export function OwedAddress({ setup }: { readonly setup: Setup }): ReactElement | null {
  const { t } = useTranslation('channels');
  const locale = useLocale();
  const online = useOnline();
  // Nothing can be owed while the code is waited for.
  const asked = useQuery({ queryKey: ['setup', 'list'], queryFn: () => bridge().setup.list(), refetchInterval: 15_000, enabled: online && setup.verifiedAt > 0, staleTime: 0 });
  const owed = setup.verifiedAt > 0 ? asked.data?.owed?.find((each) => each.phone === setup.phone) : undefined;
  return owed === undefined ? null : <Callout tone="amber">{t(owed.calls === true ? 'owedCalls' : 'owed', { number: owed.display, time: clockTime(owed.since, locale) })}</Callout>;
}

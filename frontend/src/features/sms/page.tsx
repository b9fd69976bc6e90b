import { IconMessage2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import { paths } from '@/lib/paths';
import { useOnline, useSupervisor } from '@/stores/session';
import { Page } from '@/ui/page';
import { Refusal } from '@/ui/refusal';
import { EmptyState, Skeletons } from '@/ui/states';
import { AddSMS } from './add-sms';

/** Makes a number that is rented at a carrier an SMS channel. */
export function AddSMSPage(): ReactElement {
  const { t } = useTranslation('sms');
  const supervisor = useSupervisor();
  return (
    <Page title={t('title')} lead={supervisor ? t('lead') : undefined} reading={supervisor}>
      {supervisor ? <Numbers /> : <EmptyState icon={<IconMessage2 size={32} stroke={1.4} />} title={t('denied')} text={t('deniedText')} />}
    </Page>
  );
}

function Numbers(): ReactElement {
  const { t } = useTranslation('sms');
  const [, go] = useLocation();
  const online = useOnline();
  const asked = useQuery({ queryKey: ['sms', 'numbers'], queryFn: () => bridge().setup.carrierNumbers(), enabled: online, retry: false, staleTime: 0 });
  if (asked.isError && toBridgeError(asked.error).subcode === 'noCarrier') {
    return <EmptyState icon={<IconMessage2 size={32} stroke={1.4} />} title={t('noCarrier')} text={t('noCarrierText')} action={{ label: t('toIntegrations'), run: () => go(paths.integrations) }} />;
  }
  if (asked.isError && asked.data === undefined) return <Refusal error={toBridgeError(asked.error)} fallback={t('failed')} />;
  if (asked.data === undefined) return <Skeletons rows={4} label={t('loading')} />;
  const free = asked.data.numbers.filter((each) => each.sms && (each.smsUsed ?? '') === '');
  if (free.length === 0) return <EmptyState icon={<IconMessage2 size={32} stroke={1.4} />} title={t('none')} text={t('noneText')} />;
  return <AddSMS numbers={free} />;
}

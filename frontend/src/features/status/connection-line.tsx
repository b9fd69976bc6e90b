import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Link } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { useSaid } from '@/i18n/said';
import { relayNow, useNow } from '@/lib/clock';
import { ago } from '@/lib/time';
import { useOutbox } from '@/stores/outbox';
import { useSession } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { StatusLine, type StatusTone } from '@/ui/status-line';
import { linkWords } from './link-words';

const tones: Readonly<Record<Link, StatusTone>> = { live: 'live', catchingUp: 'busy', connecting: 'busy', preparing: 'busy', offline: 'offline' };

/** The window's line about the connection: live, catching up, offline with what waits, and what needs a person. */
export function ConnectionLine(): ReactElement {
  const { t } = useTranslation('status');
  const say = useSaid();
  const locale = useLocale();
  useNow(15_000);
  const link = useSession((store) => store.state?.link);
  const stopped = useOutbox((store) => store.items.filter((each) => each.state === 'stopped').length);
  const waiting = useOutbox((store) => store.items.filter((each) => each.state !== 'stopped').length);
  if (link === undefined) return <StatusLine tone="busy" text={t('line.connecting')} />;
  const text = linkWords(t, { ...link, queued: waiting });
  const action = <TryNow isOffline={link.state === 'offline'} />;
  if (stopped > 0) return <StatusLine tone="stopped" text={text} detail={t('line.stopped', { count: stopped })} action={action} />;
  if (link.state !== 'live') return <StatusLine tone={tones[link.state]} text={text} detail={link.problem ? say(link.problem) : undefined} action={action} />;
  if (link.skipped > 0) return <StatusLine tone="live" text={text} detail={t('line.skipped', { count: link.skipped })} />;
  const now = relayNow();
  const detail = link.lastEventAt === 0 ? t('line.noEvent') : now - link.lastEventAt < 60_000 ? t('line.lastEventNow') : t('line.lastEvent', { ago: ago(link.lastEventAt, now, locale) });
  return <StatusLine tone="live" text={text} detail={detail} />;
}

/** Connects at once: by itself the app waits up to half a minute between two tries. Why one failed, the line says itself. */
function TryNow({ isOffline }: { readonly isOffline: boolean }): ReactElement | null {
  const { t } = useTranslation('status');
  const again = useAct();
  if (!isOffline && !again.busy) return null;
  return (
    <Button size="compact-xs" variant="subtle" loading={again.busy} onClick={() => void again.run(() => bridge().session.retry())}>
      {t('line.tryNow')}
    </Button>
  );
}

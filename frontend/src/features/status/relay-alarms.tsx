import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { oneOf } from '@/lib/known';
import { alarms as known } from '@/lib/lists';
import { useOnline, useSupervisor } from '@/stores/session';
import { Callout } from '@/ui/callout';
import { ClockAlarm } from './clock-alarm';
import classes from './status.module.css';

const askEvery = 30_000;

/** What is wrong with the relay itself, for those who can do something about it: on every screen, until it is right again. */
export function RelayAlarms(): ReactElement | null {
  const { t } = useTranslation('status');
  const online = useOnline();
  const supervisor = useSupervisor();
  const pulse = useQuery({ queryKey: ['admin', 'pulse'], queryFn: () => bridge().admin.pulse(), refetchInterval: askEvery, enabled: online && supervisor });
  const alarms = (pulse.data?.alarms ?? []).filter((each) => oneOf(known, each) !== undefined);
  if (!supervisor || alarms.length === 0) return null;
  return (
    <div className={classes.alarms}>
      {alarms.map((each) =>
        each === 'clock' && pulse.data !== undefined && pulse.data.clock.computer > 0 ? (
          <ClockAlarm key={each} clock={pulse.data.clock} />
        ) : (
          <Callout key={each} tone="red">
            {t(`alarms.${each}`)}
          </Callout>
        ),
      )}
    </div>
  );
}

import { Tooltip } from '@mantine/core';
import { IconCloud, IconCloudOff, IconDeviceDesktop } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useSession } from '@/stores/session';
import { linkWords } from './link-words';
import classes from './status.module.css';

const look = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

/** Which relay this is and how the connection to it stands, as an icon with its words. */
export function RelayState(): ReactElement | null {
  const { t } = useTranslation('status');
  const state = useSession((store) => store.state);
  if (state === null) return null;
  const where = state.practice ? t('relay.practice') : state.thisComputer ? t('relay.thisComputer') : t('relay.team', { name: state.relayName });
  const label = `${where}. ${t('relay.label', { state: linkWords(t, state.link) })}`;
  const icon = state.link.state === 'offline' ? <IconCloudOff {...look} /> : state.practice || state.thisComputer ? <IconDeviceDesktop {...look} /> : <IconCloud {...look} />;
  return (
    <Tooltip label={label} position="right" multiline maw={260}>
      <span className={classes.relay} data-state={state.link.state} role="img" aria-label={label}>
        {icon}
      </span>
    </Tooltip>
  );
}

import { Button } from '@mantine/core';
import { IconDeviceDesktop } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import classes from './device-list.module.css';

/** One device, already in words. */
export interface DeviceLine {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  readonly revoke: string;
  readonly revokeNamed: string;
}

/** The devices of a person, each with the button that signs it out. */
export function DeviceLines({ devices, busy, onRevoke }: { readonly devices: readonly DeviceLine[]; readonly busy: boolean; readonly onRevoke: (id: string) => void }): ReactElement {
  return (
    <ul className={classes.list}>
      {devices.map((each) => (
        <li key={each.id}>
          <IconDeviceDesktop size={18} stroke={1.6} aria-hidden="true" />
          <span className={classes.names}>
            <span dir="auto">{each.name}</span>
            <span className={classes.dim}>{each.detail}</span>
          </span>
          <Button variant="default" aria-label={each.revokeNamed} disabled={busy} onClick={() => onRevoke(each.id)}>
            {each.revoke}
          </Button>
        </li>
      ))}
    </ul>
  );
}

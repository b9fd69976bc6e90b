import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Location } from '@/bridge/types';
import { safeLink } from '@/lib/links';
import { MapDrawing } from '@/ui/map-drawing';
import classes from './location-card.module.css';
import { useOpenOutside } from './open-outside';

function coordinates({ latitude, longitude }: Location): string {
  return `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
}

/** A place: a drawing in the shape of a map (nothing is fetched from outside), the address, and a way to a real map. */
export function LocationCard({ location }: { readonly location: Location }): ReactElement {
  const { t } = useTranslation('thread');
  const address = `https://www.openstreetmap.org/?mlat=${location.latitude}&mlon=${location.longitude}#map=16/${location.latitude}/${location.longitude}`;
  const { open, leads } = useOpenOutside();
  const link = safeLink(address);
  return (
    <div className={classes.card}>
      <div className={classes.map}>
        <MapDrawing label={t('location.picture')} />
      </div>
      <div className={classes.words}>
        <bdi className={classes.name}>{location.name === '' ? t('location.title') : location.name}</bdi>
        {location.address !== '' && (
          <span className={classes.dim} dir="auto">
            {location.address}
          </span>
        )}
        <span className={`figures ${classes.dim}`}>
          <bdi dir="ltr">{coordinates(location)}</bdi>
        </span>
        {link !== undefined && (
          <Button className={classes.open} variant="subtle" size="compact-sm" leftSection={<IconExternalLink size={14} stroke={1.6} aria-hidden />} title={leads(link)} onClick={() => open(link)}>
            {t('location.open')}
          </Button>
        )}
      </div>
    </div>
  );
}

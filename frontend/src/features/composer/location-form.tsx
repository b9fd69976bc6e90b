import { TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { readPlace } from '@/lib/place';
import { filledName } from '@/stores/filled-again';
import { useKeptForm } from '@/stores/kept-form';
import { MapDrawing } from '@/ui/map-drawing';
import { ComposeDialog } from './compose-dialog';
import classes from './compose-dialog.module.css';
import type { FormProps } from './form-props';

const empty = { where: '', name: '', address: '' };
const longestLine = 250;

/** A place: pasted as a map's link or as coordinates, with a name and an address. */
export function LocationForm({ threadId, onSend, onClose }: FormProps): ReactElement {
  const { t } = useTranslation(['composer', 'thread']);
  const form = useKeptForm(filledName(threadId, 'location'), empty);
  const [busy, setBusy] = useState(false);
  const { where, name, address } = form.value;
  const place = readPlace(where);
  const isPlace = typeof place !== 'string';
  const change = (part: Partial<typeof empty>): void => form.change((now) => ({ ...now, ...part }));
  const setWhere = (next: string): void => {
    const found = readPlace(next);
    change({ where: next, ...(name === '' && typeof found !== 'string' && found.name !== '' && { name: found.name }) });
  };
  const send = async (): Promise<void> => {
    if (!isPlace) return;
    setBusy(true);
    const sent = await onSend({ type: 'location', location: { latitude: place.latitude, longitude: place.longitude, name: name.trim(), address: address.trim(), url: '' } });
    setBusy(false);
    if (!sent) return;
    form.forget();
    onClose();
  };
  return (
    <ComposeDialog title={t('add.location')} found={form.found} ready={isPlace} busy={busy} onDiscard={form.forget} onSend={() => void send()} onClose={onClose} preview={isPlace ? (
      <div className={classes.place}>
        <MapDrawing label={t('thread:location.picture')} />
        <bdi className={classes.strong}>{name.trim() === '' ? t('thread:location.title') : name}</bdi>
        {address.trim() !== '' && <bdi className={classes.dim}>{address}</bdi>}
        <bdi className={`figures ${classes.dim}`} dir="ltr">{`${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`}</bdi>
      </div>
    ) : null}>
      <TextInput data-autofocus label={t('place.where')} description={t('place.whereHint')} placeholder="52.5163, 13.3777" value={where} error={where.trim() !== '' && !isPlace && t(`place.fault.${place}`)} onChange={(event) => setWhere(event.currentTarget.value)} />
      <TextInput label={t('place.name')} maxLength={longestLine} dir="auto" value={name} onChange={(event) => change({ name: event.currentTarget.value })} />
      <TextInput label={t('place.address')} maxLength={longestLine} dir="auto" value={address} onChange={(event) => change({ address: event.currentTarget.value })} />
    </ComposeDialog>
  );
}

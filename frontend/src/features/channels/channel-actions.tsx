import { IconPencil, IconQrcode, IconStethoscope, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useLocation } from 'wouter';
import type { BusinessNumber } from '@/bridge/types';
import { messageUsPath } from '@/lib/paths';
import { IconButton } from '@/ui/icon-button';
import type { ChannelListProps } from './list-props';
import { typeOf } from './model';

const look = { size: 16, stroke: 1.6 } as const;

/** What can be done with one number: check its connection, make a *Message us* button, edit, delete. */
export function ChannelActions({ number, online, onEdit, onDelete, onExamine }: Omit<ChannelListProps, 'rows'> & { readonly number: BusinessNumber }): ReactElement {
  const { t } = useTranslation('channels');
  const [, go] = useLocation();
  const { id, name } = number;
  return (
    <>
      <IconButton label={t('doctor.openNamed', { name })} icon={<IconStethoscope {...look} />} onClick={() => onExamine(id)} />
      {typeOf(number) === 'whatsapp' && <IconButton label={t('messageUsNamed', { name })} icon={<IconQrcode {...look} />} onClick={() => go(messageUsPath(id))} />}
      <IconButton label={t('editNamed', { name })} icon={<IconPencil {...look} />} onClick={() => onEdit(id)} disabled={!online} />
      <IconButton label={t('deleteNamed', { name })} icon={<IconTrash {...look} />} onClick={() => onDelete(id)} disabled={!online} />
    </>
  );
}

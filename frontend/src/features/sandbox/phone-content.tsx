import { Loader } from '@mantine/core';
import { IconMapPin, IconUser } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { SandboxMessage } from '@/bridge/types';
import { usePlayerWords } from '@/i18n/player-words';
import { Phone } from '@/ui/phone';
import { VoicePlayer } from '@/ui/voice-player';
import classes from './phone.module.css';
import { usePhoneFile } from './use-phone-file';

const look = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

/** A sound or a voice note that came: to be heard, as on a phone. */
export function Heard({ mediaId, isVoice }: { readonly mediaId: string; readonly isVoice: boolean }): ReactElement {
  const { t } = useTranslation('sandbox');
  const file = usePhoneFile(mediaId);
  const name = t(isVoice ? 'phone.voice' : 'phone.sound');
  const words = usePlayerWords(name);
  if (file.state === 'loading') return <Loader size={14} aria-label={name} />;
  if (file.state === 'broken') return <span className={classes.dim}>{name}</span>;
  return <VoicePlayer id={mediaId} url={file.url} bytes={file.bytes} words={words} />;
}

/** A place: what it is called, its address, and where it is. */
export function Place({ message }: { readonly message: SandboxMessage }): ReactElement {
  const { t } = useTranslation('sandbox');
  return (
    <span className={classes.thing}>
      <IconMapPin {...look} />
      <span className={classes.lines}>
        <bdi className={classes.strong}>{message.name === '' ? t('phone.location') : message.name}</bdi>
        {message.address !== '' && <bdi>{message.address}</bdi>}
        <span className={`figures ${classes.dim}`} dir="ltr">{`${message.latitude}, ${message.longitude}`}</span>
      </span>
    </span>
  );
}

/** Contacts that were shared. */
export function Cards({ cards }: { readonly cards: SandboxMessage['cards'] }): ReactElement {
  const { t } = useTranslation('sandbox');
  return (
    <>
      {cards.map((each, index) => (
        <span key={`${index} ${each.phone}`} className={classes.thing} role="group" aria-label={t('phone.card')}>
          <IconUser {...look} />
          <span className={classes.lines}>
            <bdi className={classes.strong}>{each.name}</bdi>
            {each.phone !== '' && <span className={`figures ${classes.dim}`}><Phone value={each.phone} /></span>}
          </span>
        </span>
      ))}
    </>
  );
}

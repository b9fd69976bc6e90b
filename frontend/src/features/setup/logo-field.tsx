import { Button } from '@mantine/core';
import { IconBuildingStore, IconPhoto, IconTrash } from '@tabler/icons-react';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { useSaid } from '@/i18n/said';
import { type Attaching, attach, type Attachment, previewOf } from '@/stores/attachments';
import { Callout } from '@/ui/callout';
import { CropDialog } from './crop-dialog';
import classes from './logo.module.css';

/** The most bytes of a picture that is chosen; Meta's limit. */
const mostBytes = 5 * 1024 * 1024;

interface LogoFieldProps {
  /** A JPEG in base64, "" for none. */
  readonly picture: string;
  readonly onChange: (picture: string) => void;
}

/** A logo as customers see it: round. */
export function Logo({ picture }: { readonly picture: string }): ReactElement {
  const { t } = useTranslation('setup');
  if (picture === '') {
    return (
      <span className={classes.logo}>
        <IconBuildingStore size={28} stroke={1.4} aria-hidden="true" />
      </span>
    );
  }
  return <img className={classes.logo} src={`data:image/jpeg;base64,${picture}`} alt={t('logo.alt')} />;
}

/** Chooses a logo: the file is measured in Go before anything is drawn, then cropped to a square. */
export function LogoField({ picture, onChange }: LogoFieldProps): ReactElement {
  const { t } = useTranslation('setup');
  const input = useRef<HTMLInputElement>(null);
  const chosen = useChosen();
  return (
    <div className={classes.field}>
      <Logo picture={picture} />
      <div className={classes.side}>
        <span className={classes.label}>{t('logo.label')}</span>
        <span className={classes.hint}>{t('logo.hint')}</span>
        <div className={classes.buttons}>
          <Button variant="default" size="xs" leftSection={<IconPhoto size={14} aria-hidden="true" />} loading={chosen.reading} onClick={() => input.current?.click()}>
            {picture === '' ? t('logo.choose') : t('logo.replace')}
          </Button>
          {picture !== '' && (
            <Button variant="subtle" size="xs" color="gray" leftSection={<IconTrash size={14} aria-hidden="true" />} onClick={() => onChange('')}>
              {t('logo.remove')}
            </Button>
          )}
        </div>
        {chosen.fault !== '' && <Callout tone="red">{chosen.fault}</Callout>}
        <input
          ref={input}
          type="file"
          accept="image/jpeg,image/png"
          hidden
          aria-label={t('logo.choose')}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            event.currentTarget.value = '';
            if (file !== undefined) chosen.read(file);
          }}
        />
      </div>
      {chosen.src !== '' && (
        <CropDialog
          src={chosen.src}
          onRefused={chosen.refuse}
          onClose={chosen.drop}
          onCropped={(made) => {
            chosen.drop();
            onChange(made);
          }}
        />
      )}
    </div>
  );
}

interface Chosen {
  /** The picture's address once it may be drawn; "" before. */
  readonly src: string;
  readonly reading: boolean;
  readonly fault: string;
  readonly read: (file: File) => void;
  readonly refuse: (why: 'small' | 'undrawn' | 'unreadable') => void;
  readonly drop: () => void;
}

/** Reads a file into Go's keeping, which says what it is and gives it out only if it may be drawn. */
function useChosen(): Chosen {
  const { t } = useTranslation('setup');
  const say = useSaid();
  const held = useRef<Attaching>(undefined);
  const [attachment, setAttachment] = useState<Attachment>();
  const [fault, setFault] = useState('');
  useEffect(() => () => held.current?.cancel(), []);
  const drop = (): void => {
    held.current?.cancel();
    held.current = undefined;
    setAttachment(undefined);
  };
  const read = (file: File): void => {
    drop();
    setFault('');
    if (file.size === 0 || file.size > mostBytes) {
      setFault(file.size === 0 ? t('logo.unreadable') : t('logo.tooLarge'));
      return;
    }
    held.current = attach('', file, (_, state) => {
      if (state.kind === 'failed') setFault(say(state.error));
      else setFault('');
      setAttachment((before) => (before === undefined ? before : { ...before, state }));
      if (state.kind === 'failed') setAttachment(undefined);
      else if (state.kind === 'ready' && previewOf({ key: 0, name: '', size: 0, state }) === '') refuse('unreadable');
    });
    setAttachment(held.current.attachment);
  };
  const refuse = (why: 'small' | 'undrawn' | 'unreadable'): void => {
    drop();
    setFault(t(`logo.${why}`));
  };
  const src = attachment === undefined ? '' : previewOf(attachment);
  return { src, reading: attachment !== undefined && src === '', fault, read, refuse, drop };
}

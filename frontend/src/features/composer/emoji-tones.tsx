import { UnstyledButton } from '@mantine/core';
import { useSkinTone } from 'frimousse';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { setEmojiTone } from '@/lib/emoji-names';
import classes from './emoji-button.module.css';

/** In which skin tone hands and people are written, from now on. */
export function EmojiTones(): ReactElement {
  const { t } = useTranslation('composer');
  const [tone, setTone, variations] = useSkinTone('✋');
  return (
    <div className={classes.tones} role="group" aria-label={t('tone.label')}>
      {variations.map(({ skinTone, emoji }) => (
        <UnstyledButton
          key={skinTone}
          className={classes.tone}
          aria-label={t(`tone.${skinTone}`)}
          aria-pressed={skinTone === tone}
          onClick={() => {
            setTone(skinTone);
            setEmojiTone(skinTone);
          }}
        >
          {emoji}
        </UnstyledButton>
      ))}
    </div>
  );
}

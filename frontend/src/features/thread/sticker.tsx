import { UnstyledButton } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { type CSSProperties, type ReactElement, type SyntheticEvent, useEffect, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { isAnimatedWebP } from '@/lib/animated-webp';
import classes from './sticker.module.css';

interface StickerProps {
  readonly src: string;
  readonly alt: string;
  readonly style: CSSProperties;
  readonly onError: () => void;
}

/** A sticker. Whoever asked their system for less motion sees its first picture, and it moves when they say so. */
export function Sticker(props: StickerProps): ReactElement {
  const still = useReducedMotion(undefined, { getInitialValueInEffect: false });
  return still ? <Still {...props} /> : <Moving {...props} />;
}

function Moving({ src, alt, style, onError }: StickerProps): ReactElement {
  return <img className={classes.sticker} style={style} src={src} alt={alt} draggable={false} onError={onError} />;
}

function Still(props: StickerProps): ReactElement {
  const { t } = useTranslation('thread');
  const [moves, setMoves] = useState(false);
  const [picture, setPicture] = useState('');
  const animated = useAnimated(props.src);
  if (moves || animated === false) {
    return moves ? <UnstyledButton aria-label={t('media.stopSticker')} onClick={() => setMoves(false)}><Moving {...props} /></UnstyledButton> : <Moving {...props} />;
  }
  // Drawn once and out of sight: what is drawn of a moving picture is its first.
  const take = (event: SyntheticEvent<HTMLImageElement>): void => setPicture(firstOf(event.currentTarget));
  return (
    <span className={classes.still} style={props.style}>
      {picture === '' ? <img className={classes.hidden} src={props.src} alt={props.alt} onLoad={take} onError={props.onError} /> : <Moving {...props} src={picture} />}
      {animated === true && (
        <UnstyledButton className={classes.play} aria-label={t('media.playSticker')} onClick={() => setMoves(true)}>
          <IconPlayerPlayFilled size={14} aria-hidden />
        </UnstyledButton>
      )}
    </span>
  );
}

/** Whether the picture moves; undefined while nobody knows. */
function useAnimated(src: string): boolean | undefined {
  const [animated, setAnimated] = useState<boolean>();
  useEffect(() => {
    const gone = new AbortController();
    const look = async (): Promise<void> => {
      const answer = await fetch(src, { signal: gone.signal });
      setAnimated(isAnimatedWebP(new Uint8Array(await answer.arrayBuffer())));
    };
    look().catch(() => undefined); // the picture itself says what is wrong
    return () => gone.abort();
  }, [src]);
  return animated;
}

/** The first picture of an image, as an address; '' where it cannot be drawn. */
function firstOf(image: HTMLImageElement): string {
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return canvas.toDataURL('image/png');
}

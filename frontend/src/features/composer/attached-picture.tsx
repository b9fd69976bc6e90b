import { type ReactElement, useState } from 'react';

interface AttachedPictureProps {
  /** Its address, "" for a file that is no picture. */
  readonly src: string;
  readonly className: string | undefined;
  readonly otherwise: ReactElement;
}

/** An attached picture, or what stands for it where Go gives none: it may be too large to draw. */
export function AttachedPicture({ src, className, otherwise }: AttachedPictureProps): ReactElement {
  const [refused, setRefused] = useState('');
  if (src === '' || src === refused) return otherwise;
  return <img className={className} src={src} alt="" onError={() => setRefused(src)} />;
}

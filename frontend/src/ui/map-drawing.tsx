import type { ReactElement } from 'react';
import classes from './map-drawing.module.css';

/** A drawing in the shape of a map: a real one would have to be fetched from outside. */
export function MapDrawing({ label }: { readonly label: string }): ReactElement {
  return (
    <svg className={classes.map} viewBox="0 0 260 84" role="img" aria-label={label} preserveAspectRatio="xMidYMid slice">
      <path className={classes.street} d="M40 -4V88M82 -4V88M190 -4V88M230 -4V88M-4 24H264M-4 62H264" />
      <path className={classes.avenue} d="M84 -6 264 74M106 88 150 -6" />
      <path className={classes.pin} d="M130 52c-7-9-10-13-10-18a10 10 0 0 1 20 0c0 5-3 9-10 18z" />
    </svg>
  );
}

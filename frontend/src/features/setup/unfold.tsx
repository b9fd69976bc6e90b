import { Anchor } from '@mantine/core';
import { type ReactElement, type ReactNode, useId, useState } from 'react';
import classes from './setup.module.css';

/** Something that is shown when somebody asks for it: what it is only asked for then is drawn only then. */
export interface UnfoldProps {
  /** The words that open it, and those that close it. */
  readonly show: string;
  readonly hide: string;
  /** The name of what is shown. */
  readonly label: string;
  /** What stands before the words, and is always there. */
  readonly before?: ReactNode;
  readonly children: ReactNode;
}

/** Words to press, and beneath them what they show. */
export function Unfold({ show, hide, label, before, children }: UnfoldProps): ReactElement {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={classes.form}>
      <div className={classes.actions}>
        {before}
        <Anchor component="button" type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          {open ? hide : show}
        </Anchor>
      </div>
      {open && (
        <section id={id} className={classes.form} aria-label={label}>
          {children}
        </section>
      )}
    </div>
  );
}

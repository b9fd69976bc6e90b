import { ActionIcon, Tooltip } from '@mantine/core';
import type { AriaAttributes, MouseEvent, ReactElement, ReactNode, Ref } from 'react';
import type { Keys } from '@/lib/keys';
import { ariaKeys, Kbd } from './kbd';
import classes from './icon-button.module.css';

/** A button that is only a picture; its name is the tooltip and the accessible name. */
export interface IconButtonProps extends Pick<AriaAttributes, 'aria-haspopup' | 'aria-expanded' | 'aria-controls'> {
  readonly label: string;
  readonly icon: ReactNode;
  /** Left out where a menu or popover around it hears the click. */
  readonly onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
  /** For a menu or popover whose target it is; so are the attributes that those hand on. */
  readonly ref?: Ref<HTMLButtonElement>;
  /** What it does, in a sentence for hover, where the name alone may not say it. */
  readonly hint?: string;
  /** The keys that do the same. Shown only: register them with useShortcuts. */
  readonly keys?: Keys;
  readonly disabled?: boolean;
  /** For a toggle: whether it is on. */
  readonly pressed?: boolean;
  readonly variant?: 'subtle' | 'default' | 'filled';
  readonly size?: number;
  /** -1 where the arrows of what is around it lead to it. */
  readonly tabIndex?: -1;
}

/** An icon with a name, a tooltip that teaches its shortcut, and a target of at least 28 px. */
export function IconButton({ label, hint, icon, onClick, keys, disabled, pressed, variant = 'subtle', size = 30, ...handed }: IconButtonProps): ReactElement {
  const tip = (
    <span className={classes.tip}>
      {label}
      {keys !== undefined && <Kbd keys={keys} />}
      {hint !== undefined && <span className={classes.hint}>{hint}</span>}
    </span>
  );
  return (
    <Tooltip label={tip}>
      <ActionIcon
        {...handed}
        aria-label={label}
        aria-description={hint}
        aria-keyshortcuts={keys === undefined ? undefined : ariaKeys(keys)}
        aria-pressed={pressed}
        color={variant === 'filled' ? 'accent' : 'gray'}
        disabled={disabled}
        onClick={onClick}
        size={size}
        variant={variant}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

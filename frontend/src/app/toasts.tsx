import { useDirection } from '@mantine/core';
import { Notifications, useNotifications } from '@mantine/notifications';
import { type ReactElement, useEffect } from 'react';
import classes from './providers.module.css';

/** Over dialogs (200), under menus and lists (300): a toast must not lie on what somebody has just opened to choose from. */
const beneathMenus = 250;

/**
 * The toasts stand in the lower corner at the end of the window, and what is beneath them ends above them for as long
 * (providers.module.css): the contact panel, or the page where it is not open. So they lie on nothing that is being
 * read or pressed, and nothing moves under a pointer but what stands at the very end.
 */
export function Toasts(): ReactElement {
  const { dir } = useDirection();
  const position = dir === 'rtl' ? 'bottom-left' : 'bottom-right';
  const any = useNotifications().notifications.length > 0;
  useEffect(() => {
    const stack = document.querySelector<HTMLElement>(`.${classes.toasts ?? ''}[data-position='${position}']`);
    if (!any || stack === null) return undefined;
    const { style, dataset } = document.documentElement;
    const measure = new ResizeObserver(() => style.setProperty('--toasts-room', `${stack.offsetHeight}px`));
    measure.observe(stack);
    dataset['toasts'] = '';
    return () => {
      measure.disconnect();
      style.removeProperty('--toasts-room');
      delete dataset['toasts'];
    };
  }, [any, position]);
  return <Notifications position={position} limit={3} zIndex={beneathMenus} containerWidth={268} classNames={{ root: classes.toasts }} />;
}

import { Tooltip } from '@mantine/core';
import type { KeyboardEvent, MouseEvent, ReactElement } from 'react';
import type { Link } from '@/lib/links';
import classes from './outside-link.module.css';

/** What a link in somebody's words does. */
export interface LinkActions {
  /** Opens it outside, after asking where that is needed. */
  readonly open: (link: Link) => void;
  /** Shows what can be done with it; without this, the menu of what is around the link comes up. */
  readonly menu?: ((event: MouseEvent, link: Link) => void) | undefined;
  /** Names where it leads: "Opens example.org outside Parley". */
  readonly leads: (link: Link) => string;
}

/**
 * A link that no browser knows as one: it has no address, so nothing can navigate to it, whatever is clicked, dragged or
 * chosen from a menu. It stands in the flow of the text and is marked and copied with it, which a button is not.
 */
export function OutsideLink({ link, actions }: { readonly link: Link; readonly actions: LinkActions }): ReactElement {
  const { open, menu, leads } = actions;
  const click = (event: MouseEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    // Left and middle only: the right button asks for the menu. Who marks text that ends in a link opens nothing.
    if (event.button > 1 || (event.button === 0 && isMarking(event.currentTarget))) return;
    open(link);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.repeat) return;
    event.preventDefault();
    event.stopPropagation();
    open(link);
  };
  return (
    <Tooltip label={<bdi>{leads(link)}</bdi>} events={{ hover: true, focus: true, touch: true }} openDelay={200} multiline maw={420}>
      <span
        role="link"
        tabIndex={0}
        aria-description={leads(link)}
        className={classes.link}
        onClick={click}
        onAuxClick={click}
        // The middle button would begin to scroll.
        onMouseDown={(event) => event.button === 1 && event.preventDefault()}
        onKeyDown={key}
        onContextMenu={menu && ((event) => menu(event, link))}
      >
        <bdi>{link.text}</bdi>
      </span>
    </Tooltip>
  );
}

function isMarking(link: EventTarget): boolean {
  const selection = window.getSelection();
  return selection !== null && selection.rangeCount > 0 && !selection.isCollapsed && link instanceof Node && selection.getRangeAt(0).intersectsNode(link);
}

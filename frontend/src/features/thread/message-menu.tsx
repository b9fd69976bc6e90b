import { Menu, Portal } from '@mantine/core';
import { createContext, type MouseEvent, type ReactElement, type ReactNode, useContext, useMemo, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Message } from '@/bridge/types';
import { isByMenuKey } from '@/lib/keyboard';
import type { Link } from '@/lib/links';
import { threadLink } from '@/lib/thread-link';
import { useAnnounce } from '@/ui/announcer';
import type { LinkActions } from '@/ui/outside-link';
import { showProblem } from '@/ui/toast';
import classes from './message-menu.module.css';
import { useOpenOutside } from './open-outside';

interface Opened {
  readonly x: number;
  readonly y: number;
  readonly byKey: boolean;
  readonly marked: string;
  readonly link: Link | undefined;
}

const LinkMenu = createContext<((event: MouseEvent, link: Link) => void) | undefined>(undefined);

/** Gives the links of a message the menu of their bubble. */
export const LinkMenuProvider = LinkMenu.Provider;

/** What links do in a bubble. */
export function useLinkActions(): LinkActions {
  const outside = useOpenOutside();
  const menu = useContext(LinkMenu);
  return useMemo(() => ({ ...outside, menu }), [outside, menu]);
}

/** Parley's own menu on a message, in place of the web view's, which would offer to open links in this window. */
export function useMessageMenu(message: Message): {
  readonly open: (event: MouseEvent) => void;
  readonly openLink: (event: MouseEvent, link: Link) => void;
  readonly element: ReactElement | null;
} {
  const [opened, setOpened] = useState<Opened>();
  const { open, openLink } = useMemo(() => {
    const show = (event: MouseEvent, link?: Link): void => {
      const marked = markedIn(event.currentTarget.closest('[data-message]'));
      event.preventDefault();
      event.stopPropagation();
      setOpened({ ...placeOf(event), marked, link });
    };
    return { open: (event: MouseEvent) => show(event), openLink: show };
  }, []);
  const element = opened === undefined ? null : <MessageMenu message={message} opened={opened} onClose={() => setOpened(undefined)} />;
  return { open, openLink, element };
}

/** The menu's key has no place of its own: the menu comes up at what has the focus, as far as that can be seen. */
function placeOf(event: MouseEvent): Pick<Opened, 'x' | 'y' | 'byKey'> {
  if (!isByMenuKey()) return { x: event.clientX, y: event.clientY, byKey: false };
  const { left, bottom } = event.currentTarget.getBoundingClientRect();
  return { x: Math.max(0, left), y: Math.min(bottom, window.innerHeight), byKey: true };
}

function markedIn(bubble: Element | null): string {
  const selection = window.getSelection();
  if (selection === null || selection.rangeCount === 0 || selection.isCollapsed || bubble === null || !selection.getRangeAt(0).intersectsNode(bubble)) return '';
  return selection.toString().trim();
}

function MessageMenu({ message, opened, onClose }: { readonly message: Message; readonly opened: Opened; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('thread');
  const announce = useAnnounce();
  const outside = useOpenOutside();
  const { link, marked } = opened;
  const copy = (text: string): void =>
    void bridge().system.copy(text).then(
      () => announce(t('bubble.copied')),
      (error: unknown) => showProblem(t('bubble.copyFailed'), error),
    );
  const text = message.revoked || message.erased ? '' : message.text;
  const items: { readonly label: ReactNode; readonly run: () => void }[] = [];
  if (link !== undefined) {
    items.push({ label: <bdi>{t('menu.open', { host: link.name === '' ? link.href.slice('tel:'.length) : link.name })}</bdi>, run: () => outside.open(link) });
    items.push({ label: t('menu.copyLink'), run: () => copy(link.href) });
  }
  if (marked !== '') items.push({ label: t('menu.copySelection'), run: () => copy(marked) });
  if (text !== '') items.push({ label: t('menu.copyText'), run: () => copy(text) });
  items.push({ label: t('menu.copyPlace'), run: () => copy(threadLink(message.threadId, message.id)) });
  // Outside of the list: its rows are moved by a transform, and within one the window's places count from the row.
  return (
    <Portal>
      <Menu opened onClose={onClose} position="bottom-start" withinPortal trapFocus returnFocus shadow="md" withInitialFocusPlaceholder={!opened.byKey}>
        <Menu.Target>
          <span className={classes.place} style={{ left: opened.x, top: opened.y }} />
        </Menu.Target>
        <Menu.Dropdown aria-label={t('menu.label')}>
          {items.map(({ label, run }, index) => (
            // Who opened it by key is on its first line, as in the menus of the system.
            <Menu.Item key={index} data-autofocus={(opened.byKey && index === 0) || undefined} onClick={run}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Portal>
  );
}

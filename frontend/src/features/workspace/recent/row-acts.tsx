import { Menu } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconArrowForwardUp, IconCircleCheck, IconDots } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { useContactName } from '@/i18n/names';
import { useDesk } from '@/stores/desk';
import { useContact } from '@/stores/selectors';
import { IconButton } from '@/ui/icon-button';
import { useRowDeeds } from '../use-row-deeds';
import { type Act, acts, type Person, type WhyNot, whyNot } from './model';
import classes from './recent.module.css';

const look = { size: 16, stroke: 1.6, 'aria-hidden': true } as const;
/** The pictures of what can be done. */
export const actIcons: Readonly<Record<Act | 'unarchive', ReactElement>> = {
  close: <IconCircleCheck {...look} />,
  archive: <IconArchive {...look} />,
  unarchive: <IconArchiveOff {...look} />,
  reopen: <IconArrowForwardUp {...look} />,
};

/** What can be done with one conversation. What cannot be done now says why. */
export function RowActs({ thread, person }: { readonly thread: Thread; readonly person: Person }): ReactElement {
  const { t } = useTranslation('recent');
  const contact = useContact(thread.contactId);
  const name = useContactName()(contact);
  const deeds = useRowDeeds();
  return (
    <Menu position="bottom-end" withinPortal shadow="md">
      <Menu.Target>
        <IconButton label={t('actsOf', { name })} icon={<IconDots size={16} stroke={1.6} />} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('actsOf', { name })}>
        {acts.map((each) => {
          const act = each === 'archive' && !thread.open && thread.filed === true ? 'unarchive' : each;
          return <Item key={each} act={act} thread={thread} why={whyNot(each, thread, contact, person)} run={() => deeds[act]([thread.id])} />;
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ItemProps {
  readonly act: Act | 'unarchive';
  readonly thread: Thread;
  readonly why: WhyNot | undefined;
  readonly run: () => void;
}

// It can be reached while it cannot be done, so that its reason is read out too.
function Item({ act, thread, why, run }: ItemProps): ReactElement {
  const { t } = useTranslation('recent');
  const owner = useDesk((desk) => desk.users.get(thread.owner)?.name ?? '');
  return (
    <Menu.Item leftSection={actIcons[act]} aria-disabled={why !== undefined || undefined} className={classes.item} closeMenuOnClick={why === undefined} onClick={() => why === undefined && run()}>
      {t(`act.${act}`)}
      {why !== undefined && <span className={classes.why}>{why === 'notYours' && owner !== '' ? t('why.theirs', { name: owner }) : t(`why.${why}`)}</span>}
    </Menu.Item>
  );
}

import { IconAlarm, IconArchive, IconCircleCheck, IconEye, IconEyeOff, IconMailOpened, IconTag, IconUserShare, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useRegisterActions } from '@/lib/actions';
import { useFollowsAll } from '@/stores/following';
import { useOnline } from '@/stores/session';
import { clearSelection, useSelection } from '@/stores/selection';
import { choose } from '@/stores/work';
import { IconButton } from '@/ui/icon-button';
import classes from './bulk.module.css';
import { useRowDeeds } from './use-row-deeds';

const look = { size: 17, stroke: 1.6 } as const;

/** What can be done with all rows that are marked. */
export function BulkBar(): ReactElement | null {
  const ids = useSelection((selection) => selection.ids);
  return ids.size === 0 ? null : <Bar threadIds={[...ids]} />;
}

function Bar({ threadIds }: { readonly threadIds: readonly string[] }): ReactElement {
  const { t } = useTranslation('work');
  const online = useOnline();
  const deeds = useRowDeeds();
  const following = useFollowsAll(threadIds);
  const count = threadIds.length;
  const all = [
    { id: 'labels', label: t('keys.labels'), icon: <IconTag {...look} />, run: () => choose('labels', threadIds) },
    { id: 'snooze', label: t('keys.snooze'), icon: <IconAlarm {...look} />, run: () => choose('snooze', threadIds) },
    { id: 'assign', label: t('menu.assign'), icon: <IconUserShare {...look} />, run: () => choose('assign', threadIds) },
    following ? { id: 'unfollow', label: t('keys.unfollow'), icon: <IconEyeOff {...look} />, run: () => deeds.unfollow(threadIds) } : { id: 'follow', label: t('keys.follow'), icon: <IconEye {...look} />, run: () => deeds.follow(threadIds) },
    { id: 'read', label: t('menu.read'), icon: <IconMailOpened {...look} />, run: () => deeds.markRead(threadIds) },
    { id: 'close', label: t('menu.close'), icon: <IconCircleCheck {...look} />, run: () => deeds.close(threadIds) },
    { id: 'archive', label: t('menu.archive'), icon: <IconArchive {...look} />, run: () => deeds.archive(threadIds) },
  ];
  useRegisterActions(all.map(({ id, label, run }) => ({ id: `bulk.${id}`, label: t('bulk.action', { label, count }), group: t('keys.list'), run })));
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('bulk.selected', { count })}>
      <span className={`figures ${classes.count}`} role="status">
        {t('bulk.selected', { count })}
      </span>
      {all.map(({ id, label, icon, run }) => (
        <IconButton key={id} label={label} icon={icon} disabled={!online} onClick={run} />
      ))}
      <IconButton label={t('bulk.clear')} keys="escape" icon={<IconX {...look} />} onClick={clearSelection} />
    </div>
  );
}

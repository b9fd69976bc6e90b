import { Button } from '@mantine/core';
import { IconEye, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { useFollowsAll, useMayChooseFollowers, useMayFollow } from '@/stores/following';
import { useMe, useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { choose } from '@/stores/work';
import { IconButton } from '@/ui/icon-button';
import { Refusal } from '@/ui/refusal';
import classes from './contact-panel.module.css';

/** Who hears of what happens in the conversation beside whoever has it, and the way to be one of them. */
export function FollowersCard({ thread }: { readonly thread: Thread }): ReactElement | null {
  const { t } = useTranslation('work');
  const me = useMe();
  const users = useDesk((desk) => desk.users);
  const online = useOnline();
  const act = useAct();
  const follows = useFollowsAll([thread.id]);
  const may = useMayFollow(thread);
  const decides = useMayChooseFollowers(thread);
  const followers = (thread.followers ?? []).flatMap((id) => users.get(id) ?? []).filter((each) => each.active);
  if (!may) return null;
  const put = (userId: string, follow: boolean): void => void act.run(() => bridge().work.follow(thread.id, userId, follow));
  return (
    <section className={classes.card} aria-label={t('follow.title')}>
      <h3 className={classes.cardTitle}>
        <IconEye size={16} stroke={1.6} aria-hidden />
        {t('follow.title')}
      </h3>
      {followers.length === 0 && <p className={classes.small}>{t('follow.lead')}</p>}
      <ul className={classes.rows}>
        {followers.map(({ id, name }) => (
          <li key={id} className={classes.row}>
            <bdi className={classes.rowName}>{id === me ? t('follow.you', { name }) : name}</bdi>
            {(decides || id === me) && <IconButton label={t('follow.remove', { name })} icon={<IconX size={14} stroke={1.7} />} disabled={!online || act.busy} onClick={() => put(id, false)} />}
          </li>
        ))}
      </ul>
      <Refusal error={act.error} fallback={t('follow.failed')} />
      <div className={classes.data}>
        {!follows && (
          <Button size="compact-sm" variant="default" disabled={!online || act.busy} onClick={() => put('', true)}>
            {t('keys.follow')}
          </Button>
        )}
        {decides && (
          <Button size="compact-sm" variant="default" disabled={!online} onClick={() => choose('follower', [thread.id])}>
            {t('follow.add')}
          </Button>
        )}
      </div>
    </section>
  );
}

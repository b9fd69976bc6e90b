import { Menu } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { Thread } from '@/bridge/types';
import { acts } from '@/lib/acts';
import { useFollowsAll, useMayFollow } from '@/stores/following';
import { Kbd } from '@/ui/kbd';
import { showProblem } from '@/ui/toast';

/** In the menu of a conversation: hears of what happens in it, or no longer. */
export function FollowItem({ thread }: { readonly thread: Thread }): ReactElement | null {
  const { t } = useTranslation('work');
  const follows = useFollowsAll([thread.id]);
  const may = useMayFollow(thread);
  if (!may) return null;
  const turn = (): void => void bridge().work.follow(thread.id, '', !follows).catch((error: unknown) => showProblem(t('follow.failed'), error));
  return (
    <Menu.Item leftSection={follows ? <IconEyeOff size={16} stroke={1.6} /> : <IconEye size={16} stroke={1.6} />} rightSection={<Kbd keys={acts['work.follow'].keys} />} onClick={turn}>
      {follows ? t('keys.unfollow') : t('keys.follow')}
    </Menu.Item>
  );
}

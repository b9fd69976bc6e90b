import { Button, Modal } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import { toBridgeError } from '@/bridge/errors';
import { Refusal } from '@/ui/refusal';
import { Skeletons } from '@/ui/states';
import classes from './whole-message.module.css';

/** Says that a message goes on where this computer's copy ends, and opens all of it from the relay. */
export function MoreOnRelay({ messageId }: { readonly messageId: string }): ReactElement {
  const { t } = useTranslation('thread');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button className={classes.more} size="compact-sm" variant="default" title={t('whole.about')} onClick={() => setOpen(true)}>
        {t('whole.more')}
      </Button>
      {open && <WholeMessage messageId={messageId} onClose={() => setOpen(false)} />}
    </>
  );
}

function WholeMessage({ messageId, onClose }: { readonly messageId: string; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation('thread');
  const asked = useInfiniteQuery({
    queryKey: ['whole', messageId],
    queryFn: ({ pageParam }) => bridge().sync.whole(messageId, pageParam),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.next === 0 ? undefined : last.next),
    gcTime: 0,
  });
  return (
    <Modal opened onClose={onClose} title={t('whole.title')} size="lg" closeButtonProps={{ 'aria-label': t('whole.close') }}>
      {asked.isPending && <Skeletons rows={3} label={t('whole.loading')} />}
      {asked.data !== undefined && (
        // The parts follow on each other without a break.
        <div className={classes.text} tabIndex={0} dir="auto" role="document" aria-label={t('whole.title')}>
          {asked.data.pages.map((page) => page.text).join('')}
        </div>
      )}
      {asked.isError && <Refusal error={toBridgeError(asked.error)} fallback={t('whole.failed')} />}
      {asked.hasNextPage && (
        <Button className={classes.more} variant="default" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {t('whole.next')}
        </Button>
      )}
    </Modal>
  );
}

/** The agent's screen, put together: list, thread with composer, contact panel. The parts do not know each other. */
import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconMessages } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import { useRoute } from 'wouter';
import { Composer } from '@/features/composer/composer';
import { NewThread } from '@/features/composer/new-thread';
import { ContactPanel } from '@/features/contact/contact-panel';
import { ContactDeeds } from '@/features/contact/merge/contact-deeds';
import { MergeDialogs } from '@/features/contact/merge/merge-dialog';
import { useMayNote } from '@/features/contact/notes-form';
import { FirstSteps, useFirstSteps } from '@/features/first-steps/first-steps';
import { NoInbox, useInNoInbox } from '@/features/first-steps/no-inbox';
import { ThreadView } from '@/features/thread/thread-view';
import { WorkDialogs, WorkKeys } from '@/features/workspace/work-dialogs';
import { ConversationList } from '@/features/workspace/conversation-list';
import { useContactName } from '@/i18n/names';
import { useActs } from '@/i18n/use-acts';
import { paths } from '@/lib/paths';
import type { Thread } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { useContact, useThread } from '@/stores/selectors';
import { isContextOpen, narrowBelow, setContextOpen, useView } from '@/stores/view';
import { Later } from '@/ui/later';
import { SplitPane } from '@/ui/split-pane';
import { EmptyState, Skeletons } from '@/ui/states';
import { Guided } from './guided';
import type { PageProps } from './routes';

// Otherwise a thread is drawn twice: as if the width were not known, and again.
const knownAtOnce = { getInitialValueInEffect: false };

/** The workspace, with or without an open thread. */
export function Workspace({ statusLine }: PageProps): ReactElement {
  const { t } = useTranslation('workspace');
  const [, params] = useRoute(paths.thread);
  const threadId = params?.threadId ?? '';
  const thread = useThread(threadId);
  return (
    <>
      <SplitPane
        id="list"
        side="start"
        size={320}
        min={260}
        max={460}
        label={t('listWidth')}
        pane={<ConversationList statusLine={statusLine} />}
        rest={<Guided>{thread === undefined ? <Nothing chosen={threadId !== ''} /> : <Beside key={thread.id} thread={thread} />}</Guided>}
      />
      <WorkKeys threadId={threadId} />
      <Dialogs />
    </>
  );
}

// Not drawn again with what opens: nobody waits for them.
const Dialogs = memo(function Dialogs(): ReactElement {
  return (
    <>
      <NewThread />
      <WorkDialogs />
    </>
  );
});

function Nothing({ chosen }: { readonly chosen: boolean }): ReactElement {
  const { t } = useTranslation('workspace');
  const loaded = useDesk((desk) => desk.loaded);
  const steps = useFirstSteps();
  const inNoInbox = useInNoInbox();
  if (chosen && !loaded) return <Skeletons rows={6} label={t('list')} />;
  if (!chosen && steps?.shown === true) return <FirstSteps done={steps.done} />;
  if (!chosen && inNoInbox) return <NoInbox />;
  return (
    <EmptyState
      icon={<IconMessages size={34} stroke={1.2} />}
      title={chosen ? t('gone') : t('choose')}
      text={chosen ? t('goneText') : t('chooseText')}
    />
  );
}

/** The thread and its contact panel: a pane where there is room, a drawer where there is not. */
function Beside({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('workspace');
  const open = useView(isContextOpen);
  const small = useMediaQuery(`(max-width: ${narrowBelow - 1}px)`, undefined, knownAtOnce) ?? false;
  const narrow = useView((view) => view.paneTaken) || small;
  const name = useContactName()(useContact(thread.contactId));
  useActs([{ id: 'context', run: () => setContextOpen(!open) }]);
  // One tree for both widths: a window that is made wider must not open the thread anew, at another place.
  return (
    <>
      <SplitPane
        id="context"
        side="end"
        size={300}
        min={260}
        max={420}
        collapsed={narrow || !open}
        label={t('contextWidth')}
        pane={<Later><ContactPanel thread={thread} /></Later>}
        rest={<ThreadView thread={thread} composer={<Composer thread={thread} name={name} />} />}
      />
      {narrow && <ContactDrawer thread={thread} />}
      {/* Not in the panel: it may be hidden, and the palette has these nevertheless. */}
      <Later>
        <ContactDeeds contactId={thread.contactId} mayNote={useMayNote(thread)} onNote={() => setContextOpen(true)} />
        <MergeDialogs />
      </Later>
    </>
  );
}

function ContactDrawer({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('workspace');
  const drawer = useView((view) => view.drawerOpen);
  return (
    <Drawer.Root opened={drawer} onClose={() => setContextOpen(false)} position="right" size={320} padding={0}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={t('contact')}>
        <ContactPanel thread={thread} />
      </Drawer.Content>
    </Drawer.Root>
  );
}

import { Button, Menu } from '@mantine/core';
import { IconArchive, IconArrowBackUp, IconArrowsExchange, IconCheck, IconDots, IconFileText, IconFlag3, IconLink, IconMailOpened, IconSearch, IconTag, IconTemplate, IconUserCircle } from '@tabler/icons-react';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { openPromises, useServiceWords } from '@/i18n/service-words';
import { useWindowWords } from '@/i18n/window-words';
import { useRegisterActions } from '@/lib/actions';
import { relayNow, useNow } from '@/lib/clock';
import { oneOf } from '@/lib/known';
import { type Priority, priorities } from '@/lib/lists';
import { formatPhone } from '@/lib/phone';
import { useToolbar } from '@/lib/use-toolbar';
import { useDesk } from '@/stores/desk';
import { useNumberMark } from '@/stores/numbers';
import { channelOf, closesAt, mayWriteFreely, useAddress, useContact, useUser } from '@/stores/selectors';
import { useMe, useSupervisor } from '@/stores/session';
import { mayWriteBack, useWriteBack } from '@/stores/use-write-back';
import { choose } from '@/stores/work';
import { isContextOpen, setContextOpen, setSearchIn, setTemplateIn, useView } from '@/stores/view';
import { Avatar } from '@/ui/avatar';
import { IconButton } from '@/ui/icon-button';
import { ActingKbd, ariaKeys, Kbd } from '@/ui/kbd';
import { Later } from '@/ui/later';
import { NumberChip } from '@/ui/number-chip';
import { Phone } from '@/ui/phone';
import { WindowRing } from '@/ui/window-ring';
import classes from './header.module.css';
import { Company } from './company';
import { FileButton } from './file-button';
import { FollowItem } from './follow-item';
import { SnoozeButton, ThreadLabels } from './header-work';
import { TransferDialog } from './transfer-dialog';
import { useCopyLink } from './use-copy-link';
import { useDeeds } from './use-deeds';
import { useThreadActs } from './use-thread-acts';
import { useTranscriptDialog } from './use-transcript-dialog';

const look = { size: 18, stroke: 1.6 } as const;

/** Who it is, how long the window stands open, and what can be done with the conversation. */
export function ThreadHeader({ thread, name }: { readonly thread: Thread; readonly name: string }): ReactElement {
  const { t } = useTranslation('thread');
  const now = useNow(30_000);
  const contact = useAddress(thread.contactId);
  const number = useDesk((desk) => desk.numbers.get(thread.numberId)?.name ?? '');
  const mark = useNumberMark(thread.numberId);
  const me = useMe();
  const owner = useUser(thread.owner);
  const window = useWindowWords(closesAt(thread), now);
  const promise = openPromises(useDesk((desk) => desk.interactions.get(thread.interactionId)), now).at(0);
  const serviceWords = useServiceWords();
  const facts = [
    contact?.phone !== undefined && contact.phone !== '' && formatPhone(contact.phone) !== name && <Phone value={contact.phone} />,
    mark !== undefined ? <NumberChip name={mark.name} colour={mark.colour} title={formatPhone(mark.phone)} /> : number !== '' && <bdi>{number}</bdi>,
    contact?.group !== true && channelOf(thread.channel).name,
    contact?.group === true && contact.savedName + contact.profileName !== '' && t('header.group'),
    !thread.open && contact?.group !== true && t('header.ended'),
    thread.open && thread.owner !== '' && thread.owner !== me && owner !== undefined && t('header.owner', { name: owner.name }),
  ].filter((each) => each !== false);
  return (
    <header className={classes.header} data-region>
      <WindowRing fraction={window.fraction} tone={window.tone} label={window.label} size={36}>
        <Avatar id={thread.contactId} name={name} size={29} />
      </WindowRing>
      <div className={classes.words}>
        <h2 className={classes.name} dir="auto">
          {name}
        </h2>
        <ThreadLabels thread={thread} />
        <p className={classes.facts} data-promised={(promise !== undefined && thread.open) || undefined}>
          <span className={classes.rest}>
            {facts.map((each, index) => (
              <span key={index} className={classes.fact}>
                {index > 0 && ' · '}
                {each}
              </span>
            ))}
          </span>
          {promise !== undefined && thread.open && (
            <>
              {facts.length > 0 && <span className={classes.dot} aria-hidden="true">·</span>}
              <span className={`figures ${classes.window}`} data-tone={promise.tone}>
                {serviceWords(promise, now)}
              </span>
            </>
          )}
          {contact?.group !== true && window.tone !== 'none' && (
            <>
              {facts.length > 0 && <span className={classes.dot} aria-hidden="true">·</span>}
              <span className={`figures ${classes.window}`} data-tone={window.tone}>
                {window.tone === 'closed' ? window.short : t('header.window', { left: window.left })}
              </span>
            </>
          )}
        </p>
      </div>
      <Tools thread={thread} />
      <Company threadId={thread.id} />
    </header>
  );
}

function Tools({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation(['thread', 'work']);
  const me = useMe();
  const supervisor = useSupervisor();
  const contextOpen = useView(isContextOpen);
  const deeds = useDeeds(thread);
  const [transferring, setTransferring] = useState(false);
  const paper = useTranscriptDialog(thread);
  const mine = thread.open && thread.state === 'open' && (thread.owner === me || supervisor) && thread.access === 'full';
  const waiting = thread.open && (thread.state === 'waiting' || (supervisor && thread.state === 'offered'));
  const takeable = waiting || (supervisor && thread.open && (thread.state === 'inFlow' || (thread.state === 'open' && thread.owner !== me)));
  // A group cannot be written to, so there is nothing to reopen it for.
  const reopenable = useContact(thread.contactId)?.group !== true && !thread.open;
  const back = useWriteBack();
  const canWriteBack = mayWriteBack(thread, useContact(thread.contactId));
  const closed = !mayWriteFreely(thread, relayNow());
  useThreadActs(thread, deeds, { mine, takeable, reopenable, canWriteBack, prioritized: supervisor && thread.open, transfer: () => setTransferring(true), back: () => back(thread.id) });
  useRegisterActions(paper.action === false ? [] : [paper.action]);
  const tools = useToolbar();
  const copyLink = useCopyLink(thread.id);
  // Its keys are heard at once; what is only looked at may wait until the messages are there.
  return (
    <Later>
      <div className={classes.tools} role="toolbar" aria-label={t('header.tools')} {...tools}>
        {paper.dialog}
        {transferring && <TransferDialog thread={thread} onClose={() => setTransferring(false)} onDone={deeds.transferred} />}
        {mine && <IconButton label={t('header.transfer')} keys="act+t" icon={<IconArrowsExchange {...look} />} onClick={() => setTransferring(true)} />}
        {mine && <SnoozeButton thread={thread} />}
        {mine && <IconButton label={t('header.requeue')} keys="act+shift+t" icon={<IconArrowBackUp {...look} />} onClick={deeds.requeue} />}
        <IconButton label={t('header.search')} keys="mod+f" icon={<IconSearch {...look} />} onClick={() => setSearchIn(thread.id)} />
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <IconButton label={t('header.more')} icon={<IconDots {...look} />} />
          </Menu.Target>
          <Menu.Dropdown>
            {mine && (
              <Menu.Item leftSection={<IconTemplate size={16} stroke={1.6} />} onClick={() => setTemplateIn(thread.id)}>
                {t('header.template')}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconTag size={16} stroke={1.6} />} rightSection={<Kbd keys="act+l" />} onClick={() => choose('labels', [thread.id])}>
              {t('work:keys.labels')}
            </Menu.Item>
            <FollowItem thread={thread} />
            {supervisor && thread.open && <PriorityItems thread={thread} onChoose={deeds.setPriority} />}
            {paper.action !== false && (
              <Menu.Item leftSection={<IconFileText size={16} stroke={1.6} />} onClick={paper.action.run}>
                {paper.action.label}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconLink size={16} stroke={1.6} />} onClick={copyLink}>
              {t('header.link')}
            </Menu.Item>
            <Menu.Item leftSection={<IconMailOpened size={16} stroke={1.6} />} onClick={deeds.markUnread}>
              {t('header.unread')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <IconButton label={t('header.context')} pressed={contextOpen} keys="act+c" icon={<IconUserCircle {...look} />} onClick={() => setContextOpen(!contextOpen)} />
        {takeable && (
          <Button variant={waiting ? 'filled' : 'default'} rightSection={<ActingKbd id="thread.take" onAccent={waiting} />} aria-keyshortcuts={ariaKeys('act+k')} onClick={deeds.take}>
            {t('header.take')}
          </Button>
        )}
        {mine && <IconButton label={t('header.archive')} hint={t('header.archiveHint')} keys="act+shift+e" icon={<IconArchive {...look} />} onClick={deeds.archive} />}
        {mine && (
          <Button variant="default" title={t('header.closeHint')} rightSection={<ActingKbd id="thread.close" />} aria-keyshortcuts={ariaKeys('act+e')} onClick={deeds.close}>
            {t('header.close')}
          </Button>
        )}
        {!thread.open && <FileButton thread={thread} />}
        {canWriteBack && (
          <Button variant={closed ? 'filled' : 'default'} rightSection={<ActingKbd id="thread.back" />} aria-keyshortcuts={ariaKeys('act+b')} onClick={() => back(thread.id)}>
            {t('header.back')}
          </Button>
        )}
        {reopenable && (
          <Button variant="default" rightSection={<ActingKbd id="thread.reopen" />} aria-keyshortcuts={ariaKeys('act+o')} onClick={deeds.reopen}>
            {t('header.reopen')}
          </Button>
        )}
      </div>
    </Later>
  );
}

/** How soon it is offered while it waits; it keeps the priority when it comes back to the queue. */
function PriorityItems({ thread, onChoose }: { readonly thread: Thread; readonly onChoose: (priority: Priority | '') => void }): ReactElement {
  const { t } = useTranslation('thread');
  const now = oneOf(priorities, thread.priority ?? '') ?? '';
  return (
    <>
      <Menu.Label>{t('header.priority')}</Menu.Label>
      {(['', ...priorities] as const).map((each) => (
        <Menu.Item key={each} leftSection={<IconFlag3 size={16} stroke={1.6} />} rightSection={each === now && <IconCheck size={16} stroke={1.8} aria-label={t('header.chosen')} />} onClick={() => onChoose(each)}>
          {t(`header.priorityOf.${each === '' ? 'usual' : each}`)}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}

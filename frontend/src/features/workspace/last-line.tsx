import { IconFile, IconMapPin, IconMicrophone, IconPhoto, IconSticker, IconTemplate, IconUser, IconVideo } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Queued, Thread } from '@/bridge/types';
import { known } from '@/lib/known';
import { parseMessage, plainText } from '@/lib/message-format';
import { tickOf, type TickState } from '@/lib/tick';
import { useAttached } from '@/stores/attached';
import { useDesk } from '@/stores/desk';
import { useDraft } from '@/stores/drafts';
import { useOutbox } from '@/stores/outbox';
import { Ticks } from '@/ui/ticks';
import classes from './thread-row.module.css';

type Kind = Exclude<Thread['previewKind'], ''>;

const look = { size: 14, stroke: 1.6, 'aria-hidden': true } as const;
const icons: Readonly<Partial<Record<Kind, ReactElement>>> = {
  image: <IconPhoto {...look} />,
  video: <IconVideo {...look} />,
  audio: <IconMicrophone {...look} />,
  document: <IconFile {...look} />,
  sticker: <IconSticker {...look} />,
  location: <IconMapPin {...look} />,
  contacts: <IconUser {...look} />,
  template: <IconTemplate {...look} />,
};

/** What was said last, by whom, and how far it has come when it was one of us. */
interface Said {
  readonly text: string;
  readonly kind: Kind;
  readonly out: boolean;
  readonly mark: { readonly state: TickState; readonly label: string } | undefined;
}

/** A row's last line: the draft, else what waits here to be sent, else the last message. */
export function LastLine({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation(['workspace', 'terms']);
  const unsent = useDraft(thread.id);
  const [file] = useAttached(thread.id);
  const queued = useOutbox((store) => store.items.findLast((each) => each.threadId === thread.id));
  const held = useQueuedLine(queued);
  const last = useMessageLine(thread);
  const attached = file?.state.kind === 'ready' && file.state.file.voice === true ? t('row.voice') : file?.name;
  const draft = unsent !== '' ? unsent.slice(0, 160) : (attached ?? '');
  if (draft !== '') {
    return (
      <span className={classes.line} dir="auto">
        <span className={classes.draft}>{t('row.draft')}</span> {draft}
      </span>
    );
  }
  const { text, kind, out, mark } = held ?? last;
  const words = text !== '' ? text : held === undefined && thread.lastSeq === 0 ? t('terms:preview.nothing') : t(`terms:kind.${kind}`);
  const icon = known(icons, kind);
  return (
    <>
      {mark !== undefined && <Ticks state={mark.state} label={mark.label} />}
      <span className={classes.line} dir="auto">
        {icon !== undefined && <span className={classes.kind}>{icon}</span>}
        {out ? t('terms:preview.you', { text: words }) : words}
      </span>
    </>
  );
}

function useMessageLine(thread: Thread): Said {
  const { t } = useTranslation('thread');
  const { preview, previewKind, previewOut: out, previewStatus: status } = thread;
  return {
    text: plainText(parseMessage(preview)),
    kind: previewKind === '' ? 'text' : previewKind,
    out,
    // A relay of before knows nothing of it.
    mark: out && status ? { state: tickOf({ status }), label: t(`status.${status}`) } : undefined,
  };
}

function useQueuedLine(queued: Queued | undefined): Said | undefined {
  const { t } = useTranslation(['workspace', 'thread']);
  const content = queued?.send?.content;
  const template = useDesk((desk) => (content?.template ? desk.templates.get(content.template.templateId) : undefined));
  if (queued === undefined || content === undefined || content.type === 'reaction') return undefined;
  const stopped = queued.state === 'stopped';
  return {
    text: plainText(parseMessage(template?.body ?? content.text)),
    kind: content.type,
    out: true,
    mark: { state: stopped ? 'failed' : 'queued', label: stopped ? t('thread:queued.stoppedPlain') : queued.state === 'sending' ? t('thread:queued.sending') : t('thread:queued.waiting') },
  };
}

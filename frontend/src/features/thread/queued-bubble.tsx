import { IconFile } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Queued } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { clockTime } from '@/lib/time';
import { heldSeconds, isUndoable } from '@/stores/held';
import { useDesk } from '@/stores/desk';
import { useOnline } from '@/stores/session';
import { Ticks } from '@/ui/ticks';
import classes from './bubble.module.css';
import { HeldLine, HeldWord } from './held-line';
import { isGuarded, Stopped } from './stopped-reply';
import own from './queued-bubble.module.css';

/** A reply that the relay does not have: waiting, or stopped with the reason and what to do about it. */
export function QueuedBubble({ queued, first }: { readonly queued: Queued; readonly first: boolean }): ReactElement {
  const { t } = useTranslation(['thread', 'terms']);
  const locale = useLocale();
  const online = useOnline();
  const stopped = queued.state === 'stopped';
  const guarded = isGuarded(queued);
  const word = guarded ? t('queued.guarded') : stopped ? t('queued.stoppedPlain') : queued.state === 'sending' ? t('queued.sending') : online ? t('queued.next') : t('queued.waiting');
  return (
    <div className={classes.line} data-out data-first={first || undefined}>
      <div className={`${classes.bubble} ${own.queued}`} data-out data-last data-stopped={stopped || undefined} data-guarded={guarded || undefined} role="article" aria-label={word} tabIndex={-1}>
        <div className={classes.flow}>
          <Content queued={queued} />
          <span className={classes.meta}>
            {!stopped && <span>{isUndoable(queued) ? <HeldWord queued={queued} then={word} /> : word}</span>}
            {heldSeconds(queued) === 0 && <time className="figures" dateTime={new Date(queued.at).toISOString()}>
              {clockTime(queued.at, locale)}
            </time>}
            <Ticks state={stopped && !guarded ? 'failed' : 'queued'} label={word} />
          </span>
        </div>
        {stopped && <Stopped queued={queued} />}
        {isUndoable(queued) && <HeldLine queued={queued} />}
      </div>
    </div>
  );
}

function Content({ queued }: { readonly queued: Queued }): ReactElement {
  const { t } = useTranslation('terms');
  const content = queued.send?.content;
  const template = useDesk((desk) => (content?.template ? desk.templates.get(content.template.templateId) : undefined));
  const text = template !== undefined ? template.body : firstFilled(content?.text, content?.card?.name, content?.location?.name, content?.location?.address);
  return (
    <div className={own.content}>
      {queued.file && (
        <span className={own.file}>
          <IconFile size={16} stroke={1.6} aria-hidden />
          <bdi>{queued.file.fileName}</bdi>
        </span>
      )}
      {text !== '' ? (
        <span className={own.text} dir="auto">
          {text}
        </span>
      ) : (
        !queued.file && <span>{t(`kind.${(content?.type ?? 'text') as 'text'}`)}</span>
      )}
    </div>
  );
}

function firstFilled(...words: readonly (string | undefined)[]): string {
  return words.find((each) => each !== undefined && each !== '') ?? '';
}

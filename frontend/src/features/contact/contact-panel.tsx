import { IconLayoutSidebarRightCollapse } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Thread } from '@/bridge/types';
import { setContextOpen } from '@/stores/view';
import { IconButton } from '@/ui/icon-button';
import { AboutCard } from './about-card';
import classes from './contact-panel.module.css';
import { EarlierCard } from './earlier-card';
import { FollowersCard } from './followers-card';
import { HandledCard } from './handled-card';
import { KnownOf } from './known-card';
import { LabelsCard } from './labels-card';
import { NotesOf } from './notes-card';
import { OptInCard } from './opt-in-card';
import { RatingCard } from './rating-card';
import { StateCard } from './state-card';
import { WhyCard } from './why-card';

/** Beside the thread: who the customer is, where the conversation stands, what they agreed to, why it came here, who handled it, what was before. */
export function ContactPanel({ thread }: { readonly thread: Thread }): ReactElement {
  const { t } = useTranslation('contact');
  return (
    <aside className={classes.panel} data-region data-beneath-toasts aria-label={t('title')}>
      <div className={classes.heading}>
        <h2 className={classes.title}>{t('title')}</h2>
        <IconButton label={t('hide')} keys="c" icon={<IconLayoutSidebarRightCollapse size={18} stroke={1.6} />} onClick={() => setContextOpen(false)} />
      </div>
      <div className={classes.cards}>
        <AboutCard thread={thread} />
        <NotesOf key={`notes ${thread.contactId}`} thread={thread} />
        <KnownOf key={`known ${thread.contactId}`} thread={thread} />
        <StateCard thread={thread} />
        <RatingCard thread={thread} />
        <LabelsCard thread={thread} />
        <FollowersCard thread={thread} />
        <OptInCard key={thread.contactId} thread={thread} />
        <WhyCard thread={thread} />
        <HandledCard thread={thread} />
        <EarlierCard thread={thread} />
      </div>
    </aside>
  );
}

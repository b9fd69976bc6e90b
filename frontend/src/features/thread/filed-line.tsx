import { IconArchive, IconArchiveOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { Filing } from '@/bridge/types';
import { useLocale } from '@/i18n/locale';
import { clockTime, exactTime } from '@/lib/time';
import { useUser } from '@/stores/selectors';
import { useMe } from '@/stores/session';
import { SystemText } from './lines';

const look = { size: 14, stroke: 1.6, 'aria-hidden': true } as const;

/** That a conversation was put away after its end, or taken out of the archive again. */
export function FiledLine({ filing }: { readonly filing: Filing }): ReactElement {
  const { t } = useTranslation('thread');
  const locale = useLocale();
  const me = useMe();
  const name = useUser(filing.by)?.name ?? t('line.somebody');
  const time = clockTime(filing.at, locale);
  const who = filing.by === me ? 'Me' : '';
  return (
    <SystemText icon={filing.back ? <IconArchiveOff {...look} /> : <IconArchive {...look} />} title={exactTime(filing.at, locale)}>
      {t(filing.back ? `line.unfiled${who}` : `line.filed${who}`, { name, time })}
    </SystemText>
  );
}

import { IconPaperclip } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import classes from './file-names.module.css';

/** The names of the files that go with something, on one line. */
export function FileNames({ files }: { readonly files: readonly { readonly fileName: string }[] }): ReactElement {
  const { t } = useTranslation('common');
  const names = files.map((each) => each.fileName).join(', ');
  return (
    <span className={classes.files}>
      <IconPaperclip size={14} stroke={1.6} aria-label={t('withFiles', { count: files.length })} role="img" />
      <bdi className={classes.names}>{names}</bdi>
    </span>
  );
}

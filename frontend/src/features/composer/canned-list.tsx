import type { ReactElement } from 'react';
import { useTranslation } from '@/lib/texts';
import type { CannedReply } from '@/bridge/types';
import { filled, type Values } from '@/lib/canned';
import { FileNames } from '@/ui/file-names';
import classes from './canned-list.module.css';
import { SuggestList } from './suggest-list';
import type { Suggest } from './use-suggest';

/** The canned replies that answer what is typed after a slash, with what the chosen one becomes for this customer. */
export function CannedList({ suggest, values }: { readonly suggest: Suggest<CannedReply>; readonly values: Values }): ReactElement {
  const { t } = useTranslation('composer');
  return (
    <SuggestList
      suggest={suggest}
      label={t('canned.list')}
      itemKey={(each) => each.id}
      aside={(each) => <span dir="auto">{filled(each.text, values)}</span>}
      render={(each) => (
        <span className={classes.line}>
          <span className={classes.head}>
            <bdi className={classes.shortcut}>/{each.shortcut}</bdi>
            <bdi>{each.title}</bdi>
          </span>
          {each.text !== '' && <bdi className={classes.text}>{each.text}</bdi>}
          {(each.files ?? []).length > 0 && <FileNames files={each.files ?? []} />}
        </span>
      )}
    />
  );
}

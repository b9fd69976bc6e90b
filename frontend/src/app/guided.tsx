/** The guided run of practice in the workspace: the parts do not know each other. */
import { useMediaQuery } from '@mantine/hooks';
import { type ReactElement, type ReactNode, useEffect } from 'react';
import { useTranslation } from '@/lib/texts';
import { GuidePane } from '@/features/sandbox/guide/guide-pane';
import { useGuided } from '@/features/sandbox/guide/use-guided';
import { narrowBelow, takePane } from '@/stores/view';
import { SplitPane } from '@/ui/split-pane';
import classes from './guided.module.css';

/** Practice's guided run beside it, while there is one: a pane with the customer's phone, in a narrow window a strip above. */
export function Guided({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation('guide');
  const run = useGuided();
  const narrow = useMediaQuery(`(max-width: ${narrowBelow - 1}px)`) ?? false;
  const beside = run !== undefined && !narrow;
  useEffect(() => takePane(beside), [beside]);
  const guide = run !== undefined && <GuidePane run={run} narrow={narrow} />;
  // One tree with and without it: the conversation must not be opened anew.
  return (
    <SplitPane
      id="guide"
      side="end"
      size={320}
      min={280}
      max={420}
      collapsed={!beside}
      label={t('width')}
      pane={beside && guide}
      rest={
        <div className={classes.column}>
          {!beside && guide}
          {children}
        </div>
      }
    />
  );
}

import { Button } from '@mantine/core';
import { IconFileText, IconPhoto, IconVideo } from '@tabler/icons-react';
import { type ReactElement, useRef } from 'react';
import { useTranslation } from '@/lib/texts';
import { FileList } from './file-list';
import { headerTypes, type HeaderKind } from './template-model';
import type { HeaderFile } from './use-header-file';

const look = { size: 16, stroke: 1.6, 'aria-hidden': true } as const;
const icons: Readonly<Record<HeaderKind, ReactElement>> = { image: <IconPhoto {...look} />, video: <IconVideo {...look} />, document: <IconFileText {...look} /> };

/** Where the file of a template's header is picked, and what became of it. */
export function HeaderField({ kind, file }: { readonly kind: HeaderKind; readonly file: HeaderFile }): ReactElement {
  const { t } = useTranslation('composer');
  const input = useRef<HTMLInputElement>(null);
  const { attachment } = file;
  return (
    <div role="group" aria-label={t(`templates.headerFile.${kind}`)}>
      {attachment !== undefined && <FileList files={{ list: [attachment], remove: file.remove }} />}
      <Button variant="default" size="compact-sm" leftSection={icons[kind]} onClick={() => input.current?.click()}>
        {attachment === undefined ? t(`templates.headerPick.${kind}`) : t('templates.headerOtherFile')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={headerTypes[kind].join(',')}
        aria-label={t(`templates.headerPick.${kind}`)}
        onChange={(event) => {
          const [picked] = event.currentTarget.files ?? [];
          if (picked !== undefined) file.pick(picked);
          // The same file again must be a change again.
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

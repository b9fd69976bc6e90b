import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BridgeError } from '@/bridge/errors';
import { toBridgeError } from '@/bridge/errors';

/** What a toast about a set-up shows. */
export interface CodeToastProps {
  readonly toast: string;
  readonly setupId: string;
  readonly body: string;
  /** Whether there is a code to copy. */
  readonly copies: boolean;
  readonly onOpen: () => void;
}

/** Beneath a toast's title: that a code came, with what can be done with it. */
export function CodeToast({ toast, setupId, body, copies, onOpen }: CodeToastProps): ReactElement {
  const { t } = useTranslation('status');
  const [copied, setCopied] = useState(false);
  const [failed, setFailed] = useState<BridgeError>();
  const copy = async (): Promise<void> => {
    try {
      await bridge().setup.copyCode(setupId);
      setFailed(undefined);
      setCopied(true);
    } catch (reason) {
      setFailed(toBridgeError(reason));
    }
  };
  return (
    <>
      <span dir="auto">{copied ? t('code.copied') : (failed?.message ?? body)}</span>
      <div>
        {copies && (
          <Button size="compact-sm" mt={6} mr={6} onClick={() => void copy()}>
            {t('code.copy')}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          mt={6}
          onClick={() => {
            notifications.hide(toast);
            onOpen();
          }}
        >
          {t('code.open')}
        </Button>
      </div>
    </>
  );
}

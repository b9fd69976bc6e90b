import { Button, List, Modal, Stack, Text } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from '@/lib/texts';
import { bridge } from '@/bridge/bridge';
import type { BusinessNumber } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { useAct } from '@/stores/use-act';
import form from '@/ui/form.module.css';
import { Refusal } from '@/ui/refusal';

/** What is unlinked, by the name that a person knows. */
export type Unlinked =
  | { readonly kind: 'account'; readonly id: string; readonly name: string }
  | { readonly kind: 'app'; readonly id: string; readonly name: string }
  | { readonly kind: 'carrier'; readonly id: string; readonly name: string };

/** Unlinks an account, an app or a carrier, after a question that says what stops. */
export function Unlink({ what, onDone }: { readonly what: Unlinked; readonly onDone?: () => void }): ReactElement {
  const { t } = useTranslation('setup');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="subtle" color="red" aria-label={t('unlink.openNamed', { name: what.name })} onClick={() => setAsking(true)}>
        {t('unlink.open')}
      </Button>
      {asking && <Question what={what} onClose={() => setAsking(false)} onDone={onDone} />}
    </>
  );
}

function Question({ what, onClose, onDone }: { readonly what: Unlinked; readonly onClose: () => void; readonly onDone: (() => void) | undefined }): ReactElement {
  const { t } = useTranslation('setup');
  const act = useAct();
  const numbers = useStopped(what);
  const first = useFirst(what);
  const run = async (): Promise<void> => {
    if ((await act.run(() => unlink(what))) === undefined) return;
    onClose();
    onDone?.();
  };
  return (
    <Modal opened onClose={onClose} title={t('unlink.title', { name: what.name })} closeButtonProps={{ 'aria-label': t('unlink.close') }} centered>
      <Stack gap="md">
        {first.length > 0 ? <Text>{t('unlink.first', { accounts: first.join(', ') })}</Text> : <Text>{t(`unlink.stops.${what.kind}`)}</Text>}
        {first.length === 0 && numbers.length === 0 && <Text>{t('unlink.noNumbers')}</Text>}
        {first.length === 0 && numbers.length > 0 && (
          <div>
            <Text>{t(`unlink.numbers.${what.kind}`, { count: numbers.length })}</Text>
            <List>
              {numbers.map((each) => (
                <List.Item key={each.id}>
                  <span dir="auto">{each.name}</span>
                </List.Item>
              ))}
            </List>
          </div>
        )}
        <Refusal error={act.error} fallback={t('failed')} />
        <div className={form.buttons}>
          {first.length === 0 && (
            <Button color="red" loading={act.busy} onClick={() => void run()}>
              {t('unlink.confirm')}
            </Button>
          )}
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('unlink.keep')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}

async function unlink({ kind, id }: Unlinked): Promise<void> {
  switch (kind) {
    case 'account':
      return bridge().setup.unlinkWaba(id);
    case 'app':
      return bridge().setup.unlinkApp(id);
    case 'carrier':
      return void (await bridge().setup.unlinkCarrier(id));
  }
}

/** The numbers that hang on it. */
function useStopped(what: Unlinked): readonly BusinessNumber[] {
  const numbers = useDesk((desk) => desk.numbers);
  const wabas = useDesk((desk) => desk.wabas);
  const hangs = (number: BusinessNumber): boolean => {
    switch (what.kind) {
      case 'account':
        return number.wabaId === what.id;
      case 'app':
        return wabas.get(number.wabaId)?.appId === what.id;
      case 'carrier':
        return number.provider === what.id;
    }
  };
  return [...numbers.values()].filter(hangs).sort((a, b) => a.name.localeCompare(b.name));
}

/** The accounts that have to be unlinked before an app. */
function useFirst(what: Unlinked): readonly string[] {
  const wabas = useDesk((desk) => desk.wabas);
  return what.kind === 'app' ? [...wabas.values()].filter((each) => each.appId === what.id).map((each) => each.name) : [];
}

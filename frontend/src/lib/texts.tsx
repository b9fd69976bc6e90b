import type { FlatNamespace, i18n as I18n, TFunction } from 'i18next';
import { createContext, type ReactElement, type ReactNode, use, useMemo, useSyncExternalStore } from 'react';
import { type FallbackNs, I18nextProvider } from 'react-i18next';

/** The function that gives texts, and what it is of. */
export interface Texts<Ns extends Namespaces> {
  readonly t: TFunction<FallbackNs<Ns>>;
  readonly i18n: I18n;
}

type Namespaces = FlatNamespace | readonly [FlatNamespace, ...FlatNamespace[]] | undefined;

interface Spoken {
  readonly i18n: I18n;
  /** One for all who ask for the same namespace, until the language changes. */
  readonly made: Map<string, Texts<undefined>>;
}

const SpokenTexts = createContext<Spoken | null>(null);

/** Gives texts to all beneath, and draws them anew when the language changes. */
export function TextsProvider({ i18n, children }: { readonly i18n: I18n; readonly children: ReactNode }): ReactElement {
  const changes = useMemo(
    () => (changed: () => void) => {
      i18n.on('languageChanged', changed);
      return () => i18n.off('languageChanged', changed);
    },
    [i18n],
  );
  const language = useSyncExternalStore(changes, () => i18n.language);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- another language has other texts
  const spoken = useMemo(() => ({ i18n, made: new Map() }), [i18n, language]);
  return (
    <I18nextProvider i18n={i18n}>
      <SpokenTexts value={spoken}>{children}</SpokenTexts>
    </I18nextProvider>
  );
}

/**
 * As react-i18next's, for what stands on the screen many times: that one copies the translator and listens to it anew in
 * each component, which a list of messages pays hundreds of times.
 */
export function useTranslation<const Ns extends Namespaces = undefined>(ns?: Ns): Texts<Ns> {
  const spoken = use(SpokenTexts);
  if (spoken === null) throw new Error('there is no TextsProvider above');
  const { i18n, made } = spoken;
  const name = String((typeof ns === 'string' ? ns : ns?.[0]) ?? i18n.options.defaultNS);
  let texts = made.get(name);
  if (texts === undefined) {
    texts = { t: i18n.getFixedT(i18n.language, name as 'common') as unknown as TFunction<FallbackNs<undefined>>, i18n };
    made.set(name, texts);
  }
  return texts as unknown as Texts<Ns>;
}

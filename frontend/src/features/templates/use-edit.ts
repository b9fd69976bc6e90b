import { useEffect, useRef, useState } from 'react';
import { bridge } from '@/bridge/bridge';
import type { BridgeError } from '@/bridge/errors';
import type { Template, TemplateFault } from '@/bridge/types';
import { clearForm, fillForm, formName, useForm } from '@/stores/forms';
import { useOnline } from '@/stores/session';
import { useAct } from '@/stores/use-act';
import { tooLong, type Wording, wordingOf } from './model';

const saveAfter = 700;
const none: readonly TemplateFault[] = [];

/** How far what is written has come. */
export type SaveState = 'saved' | 'saving' | 'tooLong' | 'offline' | 'refused';

/** A template that is being written. */
export interface Edit {
  readonly wording: Wording;
  readonly state: SaveState;
  readonly error: BridgeError | undefined;
  readonly faults: readonly TemplateFault[];
  readonly change: (wording: Wording) => void;
  readonly undo: (() => void) | undefined;
  /** Forgets what could not be saved and shows what the relay has. */
  readonly forget: () => void;
}

/**
 * What is written of a template. Each change lies on this computer's disk until the relay has it, so that neither a
 * lost connection nor another page loses a word. Of one that was deleted nothing is sent.
 */
export function useEdit(template: Template, gone: boolean): Edit {
  const online = useOnline() && !gone;
  const act = useAct();
  const form = formName('template', template.id);
  const kept = useForm(form).wording ?? '';
  const version = template.draft?.version ?? 0;
  const [sent, setSent] = useState<{ readonly version: number; readonly text: string }>();
  const [past, setPast] = useState<readonly string[]>([]);
  const wording = kept === '' ? wordingOf(template) : (JSON.parse(kept) as Wording);
  const long = tooLong(wording);
  const change = (next: Wording): void => {
    setPast((list) => [...list.slice(-99), JSON.stringify(wording)]);
    act.clear();
    fillForm(form, { wording: JSON.stringify(next) });
  };
  const save = async (): Promise<void> => {
    const { id, wabaId, name, language } = template;
    const done = await act.run(() => bridge().templates.draft({ templateId: id, wabaId, name, language, version, ...wording }));
    if (done !== undefined) setSent({ version: version + 1, text: kept });
  };
  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  const refused = act.error !== undefined;
  useEffect(() => {
    if (kept === '' || act.busy) return undefined;
    if (sent !== undefined && version < sent.version) return undefined; // its row is on the way
    if (sent !== undefined && sent.text === kept) {
      // Versions begin anew once the draft is submitted, so what was sent is forgotten with it.
      const over = setTimeout(() => {
        setSent(undefined);
        clearForm(form);
      }, 0);
      return () => clearTimeout(over);
    }
    if (long || !online || refused) return undefined;
    const timer = setTimeout(() => void latest.current(), saveAfter);
    return () => clearTimeout(timer);
  }, [kept, version, sent, long, online, refused, act.busy, form]);
  const before = past.at(-1);
  return {
    wording,
    state: kept === '' ? 'saved' : long ? 'tooLong' : refused ? 'refused' : online ? 'saving' : 'offline',
    error: act.error,
    faults: useFaults(template),
    change,
    undo:
      before === undefined
        ? undefined
        : () => {
            setPast((list) => list.slice(0, -1));
            act.clear();
            fillForm(form, { wording: before });
          },
    forget: () => {
      act.clear();
      setPast([]);
      clearForm(form);
    },
  };
}

/** What the provider would refuse of what is saved. */
function useFaults(template: Template): readonly TemplateFault[] {
  const [faults, setFaults] = useState(none);
  const { id, name, status } = template;
  const version = template.draft?.version ?? 0;
  useEffect(() => {
    if (version === 0) return undefined;
    let over = false;
    bridge()
      .templates.check(id)
      .then((checked) => over || setFaults(checked.faults))
      .catch(() => undefined); // what cannot be asked now is asked with the next change, and when it is submitted
    return () => {
      over = true;
    };
  }, [id, version, name, status]);
  return version === 0 ? none : faults;
}

import { useMemo } from 'react';
import type { Label } from '@/bridge/types';
import { useDesk } from '@/stores/desk';
import { labelsOfIds, labelsOfWords } from '@/stores/labels';

/** On how many conversations and customers a label is, of those that are on this computer. */
export interface Uses {
  readonly threads: number;
  readonly contacts: number;
}

/** Counts the uses of labels. */
export function useLabelUses(): (label: Label) => Uses {
  const threads = useDesk((desk) => desk.threads);
  const contacts = useDesk((desk) => desk.contacts);
  const labels = useDesk((desk) => desk.labels);
  return useMemo(() => {
    const all = [...labels.values()];
    const ids = [...threads.values()].flatMap((each) => (each.labels === undefined || each.labels.length === 0 ? [] : [each.labels]));
    const words = [...contacts.values()].flatMap((each) => (each.labels === undefined || each.labels.length === 0 ? [] : [labelsOfWords(all, each.labels)]));
    return (label) => ({
      threads: ids.filter((each) => labelsOfIds([label], each).length > 0).length,
      contacts: words.filter((each) => each.some(({ name }) => name === label.name)).length,
    });
  }, [threads, contacts, labels]);
}

/** The form in which something is noted about a customer: kept as it is typed, and opened from elsewhere too. */
import type { Thread } from '@/bridge/types';
import { fillForm, formName } from '@/stores/forms';
import { useMe, useSupervisor } from '@/stores/session';

/** The name under which the form is kept. */
export const noteForm = (contactId: string): string => formName('contact-note', contactId);

/** The id of its field in the page. */
export const noteField = (contactId: string): string => `note-${contactId}`;

/** Whether whoever is signed in may note about the customer of a conversation. */
export function useMayNote(thread: Thread): boolean {
  const supervisor = useSupervisor();
  const me = useMe();
  return supervisor || thread.owner === me;
}

/** Opens the form, with what was typed before, and goes to its field. */
export function beginNote(contactId: string): void {
  fillForm(noteForm(contactId), { open: 'yes' });
  // It is drawn after this, and whoever opens it may give the focus back to where it was first.
  let left = mostLooks;
  const look = (): void => {
    const field = document.getElementById(noteField(contactId));
    if (field !== null && document.querySelector('.mantine-Spotlight-content') === null) {
      field.scrollIntoView({ block: 'nearest' });
      field.focus();
    } else if (left-- > 0) window.setTimeout(look, lookEach);
  };
  window.setTimeout(look, lookEach);
}

const lookEach = 50;
const mostLooks = 40;

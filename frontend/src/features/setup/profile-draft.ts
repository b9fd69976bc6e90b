/** What is typed of a business profile, without a DOM: from where it starts, and what is wrong with it. */
import type { BusinessProfile, Profile, ProfilePut, Setup } from '@/bridge/types';
import { type Fault, profileFaults } from './model';

/** A profile as it is typed. */
export interface ProfileDraft {
  readonly id: string;
  readonly name: string;
  readonly profile: Profile;
  /** The logo in base64, "" for none. */
  readonly picture: string;
}

const blank: Profile = { about: '', address: '', description: '', email: '', vertical: '', websites: [] };

/** A new one, with what Meta showed of the number already. */
export function newDraft(name: string, profile: Profile = blank): ProfileDraft {
  return { id: '', name, profile, picture: '' };
}

/** The draft of a set-up's new profile. */
export function draftOfSetup(setup: Setup): ProfileDraft {
  return newDraft(setup.displayName === '' ? setup.name : setup.displayName, setup.profile);
}

/** One that is there already. */
export function draftOf({ id, name, profile, picture }: BusinessProfile): ProfileDraft {
  return { id, name, profile, picture };
}

/** Whether customers would see nothing of it. */
export function isBlank({ profile, picture }: ProfileDraft): boolean {
  return picture === '' && profile.about + profile.address + profile.description + profile.email + profile.vertical + profile.websites.join('') === '';
}

/**
 * Whether a profile that is there is what a new one would be: the relay makes no second one, for the answer to who made it
 * may have been lost. Logos it compares itself, for it writes them anew.
 */
function isMade(draft: ProfileDraft, other: BusinessProfile): boolean {
  const { profile, picture } = putOf(draft);
  const texts = ['about', 'address', 'description', 'email', 'vertical'] as const;
  const hasTexts = texts.every((each) => profile[each].trim() === other.profile[each]);
  return draft.id === '' && hasTexts && profile.websites.join(' ') === other.profile.websites.join(' ') && (picture === '') === (other.picture === '');
}

/** The faults by field; empty when it will do. The relay checks everything again. */
export function draftFaults(draft: ProfileDraft, others: readonly BusinessProfile[]): ReturnType<typeof profileFaults> & { readonly name?: Fault } {
  const found: ReturnType<typeof profileFaults> & { name?: Fault } = { ...profileFaults(draft.profile) };
  const typed = draft.name.trim().toLocaleLowerCase();
  if (typed === '') found.name = 'missing';
  else if (others.some((each) => each.id !== draft.id && each.name.toLocaleLowerCase() === typed && !isMade(draft, each))) found.name = 'taken';
  return found;
}

/** What is sent: without the blanks around it. */
export function putOf(draft: ProfileDraft, numberId = ''): ProfilePut {
  const websites = draft.profile.websites.map((each) => each.trim()).filter((each) => each !== '');
  return { id: draft.id, numberId, name: draft.name.trim(), profile: { ...draft.profile, websites }, picture: draft.picture };
}

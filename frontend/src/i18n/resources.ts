/**
 * All visible texts, one namespace per feature. A feature adds `en/<feature>.json` and its line here;
 * keys are typed from the English files and i18n.test.ts finds keys that are used but not written.
 */
import common from './en/common.json';
import acts from './en/acts.json';
import alerts from './en/alerts.json';
import around from './en/around.json';
import board from './en/board.json';
import channels from './en/channels.json';
import templates from './en/templates.json';
import terms from './en/terms.json';
import composer from './en/composer.json';
import contact from './en/contact.json';
import contacts from './en/contacts.json';
import identity from './en/identity.json';
import inboxes from './en/inboxes.json';
import messageUs from './en/messageUs.json';
import move from './en/move.json';
import newNumber from './en/newNumber.json';
import notifications from './en/notifications.json';
import optIns from './en/optIns.json';
import people from './en/people.json';
import prerequisites from './en/prerequisites.json';
import reports from './en/reports.json';
import firstSteps from './en/firstSteps.json';
import guide from './en/guide.json';
import rating from './en/rating.json';
import recent from './en/recent.json';
import records from './en/records.json';
import refusals from './en/refusals.json';
import routing from './en/routing.json';
import sandbox from './en/sandbox.json';
import settings from './en/settings.json';
import setup from './en/setup.json';
import signUp from './en/sign-up.json';
import sms from './en/sms.json';
import status from './en/status.json';
import thread from './en/thread.json';
import together from './en/together.json';
import work from './en/work.json';
import welcome from './en/welcome.json';
import workspace from './en/workspace.json';

/** The texts by language and namespace; English is the source that types the keys. */
export const resources = {
  en: {
    acts,
    common, alerts, around, board, channels, terms, composer, contact, contacts, identity, inboxes, messageUs, move, newNumber, notifications, optIns, people, prerequisites, records, reports, refusals, routing, sandbox, settings, setup, signUp, sms, status, templates, thread, welcome, work, workspace, recent, firstSteps, guide,
    together,
    rating,
  },
} as const;

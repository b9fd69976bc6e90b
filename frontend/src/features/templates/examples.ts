/** Templates to begin with. They are sentences for customers, in English, and are changed by whoever uses them. */
import { blankWording, type Wording } from './model';

/** One example by its name, which is the template's. */
export interface Example {
  readonly name: 'appointment_reminder' | 'shipping_update' | 'promotion' | 'payment_notice' | 'survey';
  readonly wording: Wording;
}

const reply = (text: string): Wording['buttons'][number] => ({ type: 'QUICK_REPLY', text, url: '' });

/** The examples, in the order in which they are offered. */
export const examples: readonly Example[] = [
  {
    name: 'appointment_reminder',
    wording: {
      ...blankWording, headerKind: 'TEXT', headerText: 'Your appointment',
      body: 'Hello {{1}}, this is a reminder of your appointment on {{2}} at {{3}}. Please tell us if you cannot come. Kind regards, {{4}} and the team.',
      samples: ['Maria', '12 March', '10:30', 'Ana'], fills: [{ name: '1', with: 'contactName' }, { name: '4', with: 'agentName' }],
      footer: 'You get this because you booked with us.', buttons: [reply('I will be there'), reply('Another time')],
    },
  },
  {
    name: 'shipping_update',
    wording: {
      ...blankWording, body: 'Hello {{1}}, your order {{2}} has left our warehouse and should be with you by {{3}} at the latest.',
      samples: ['Maria', '48213', 'Friday'], fills: [{ name: '1', with: 'contactName' }],
      buttons: [{ type: 'URL', text: 'Follow the parcel', url: 'https://example.com/track/{{1}}', sample: 'https://example.com/track/48213' }],
    },
  },
  {
    name: 'promotion',
    wording: {
      ...blankWording, category: 'MARKETING', headerKind: 'TEXT', headerText: 'Something for you',
      body: 'Hello {{1}}, until {{2}} you get 25 percent off everything in our shop. Use the code below when you pay.',
      samples: ['Maria', '31 March'], fills: [{ name: '1', with: 'contactName' }], footer: 'Reply STOP to get no more offers.',
      buttons: [{ type: 'URL', text: 'Open the shop', url: 'https://example.com/' }, { type: 'COPY_CODE', text: '', url: '', sample: 'SPRING25' }],
    },
  },
  {
    name: 'payment_notice',
    wording: {
      ...blankWording, body: 'Hello {{1}}, your invoice {{2}} over {{3}} is due on {{4}}. If you have paid already, there is nothing more to do. Thank you.',
      samples: ['Maria', 'R-2041', '€ 84.50', '1 April'], fills: [{ name: '1', with: 'contactName' }],
      buttons: [{ type: 'URL', text: 'See the invoice', url: 'https://example.com/invoices/{{1}}', sample: 'https://example.com/invoices/R-2041' }],
    },
  },
  {
    name: 'survey',
    wording: {
      ...blankWording, category: 'MARKETING', body: 'Hello {{1}}, you talked to {{2}} from our team. How satisfied were you with our help?',
      samples: ['Maria', 'Ana'], fills: [{ name: '1', with: 'contactName' }, { name: '2', with: 'agentName' }],
      buttons: [reply('Very satisfied'), reply('It was fine'), reply('Not satisfied')],
    },
  },
];

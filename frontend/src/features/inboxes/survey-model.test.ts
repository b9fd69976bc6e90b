import { describe, expect, it } from 'vitest';
import type { Template } from '@/bridge/types';
import { asksAlone, asText, canTap, scoreList, surveyFaults } from './survey-model';

const plain: Template = { id: 't', wabaId: 'w', name: 'rate', language: 'en', category: 'UTILITY', status: 'APPROVED', rejectedReason: '', named: false, headerKind: '', headerText: '', body: 'How was it?', footer: '', buttons: [], draft: null };

describe('a survey', () => {
  it('says what keeps it from being saved', () => {
    expect(surveyFaults(undefined)).toBeUndefined();
    expect(surveyFaults({ question: 'How was it?', delayMinutes: 60 })).toBeUndefined();
    expect(surveyFaults({ question: '  ' })).toEqual({ question: 'question' });
    expect(surveyFaults({ question: 'ä'.repeat(300) })).toBeUndefined();
    expect(surveyFaults({ question: '😀'.repeat(301), thanks: 'x'.repeat(301) })).toEqual({ question: 'long', thanks: 'long' });
    for (const delayMinutes of [-1, 61, 1.5, Number.NaN]) expect(surveyFaults({ question: 'How?', delayMinutes })).toEqual({ delay: true });
  });

  it('asks by a template only that needs nothing', () => {
    expect(asksAlone(plain)).toBe(true);
    expect(asksAlone({ ...plain, headerKind: 'TEXT', headerText: 'Rating' })).toBe(true);
    const bad: Partial<Template>[] = [{ status: 'PENDING' }, { body: 'How was {{1}}?' }, { headerKind: 'IMAGE' }, { headerKind: 'TEXT', headerText: '{{1}}' }, { other: ['CAROUSEL'] }, { buttons: [{ type: 'URL', text: 'x', url: 'https://x/{{1}}' }] }, { buttons: [{ type: 'COPY_CODE', text: 'x', url: '' }] }];
    for (const each of bad) expect(asksAlone({ ...plain, ...each }), JSON.stringify(each)).toBe(false);
  });

  it('shows what is sent', () => {
    expect(scoreList.sections[0]?.rows.map((each) => each.title)).toEqual(['5 ★★★★★', '4 ★★★★☆', '3 ★★★☆☆', '2 ★★☆☆☆', '1 ★☆☆☆☆']);
    expect(asText(' How? ')).toBe('How?\n1 ★☆☆☆☆ · 2 ★★☆☆☆ · 3 ★★★☆☆ · 4 ★★★★☆ · 5 ★★★★★');
    expect([canTap('whatsapp', 'meta'), canTap('', 'meta'), canTap('whatsapp', 'twilio'), canTap('sms', 'vonage')]).toEqual([true, true, false, false]);
  });
});

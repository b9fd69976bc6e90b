/* The walk through the pretend sign-in window. It ends as Meta's does: with messages to the page that opened it, or with a redirect. */
(async () => {
  'use strict';
  const query = new URLSearchParams(window.location.search);
  const at = (id) => document.getElementById(id);
  const redirect = query.get('redirect_uri') ?? '';
  const hosted = window.location.pathname.endsWith('/hosted');
  const extras = JSON.parse(query.get('extras') ?? '{}');
  const app = query.get(hosted ? 'app_id' : 'client_id') ?? '';
  const onPhone = extras.featureType === 'whatsapp_business_app_onboarding';
  let added; // the number that was added, once it is

  const say = (text) => {
    at('said').textContent = text;
  };

  async function ask(path, body) {
    const answer = await fetch(`/facebook/${path}`, body === undefined ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const out = await answer.json();
    if (!answer.ok) throw new Error(out.error);
    return out;
  }

  /** Runs an act and shows why it failed. */
  const doing = (act) => async (event) => {
    event?.preventDefault();
    say('');
    try {
      await act();
    } catch (error) {
      say(error.message);
    }
  };

  function tell(event, data) {
    if (redirect === '') window.opener?.postMessage(JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', event, data, version: '3' }), query.get('origin') ?? '*');
  }

  function leave(params) {
    if (redirect === '') {
      window.close();
      return;
    }
    const to = new URL(redirect);
    for (const [name, value] of Object.entries({ ...params, state: query.get('state') ?? '' })) to.searchParams.set(name, value);
    window.location.replace(to);
  }

  const account = () => ({ account: at('account').value === 'new' ? '' : at('account').value, name: at('name').value });
  const option = (value, text) => Object.assign(document.createElement('option'), { value, textContent: text });

  let known;
  function fill() {
    const isNew = at('account').value === 'new';
    at('name-row').hidden = !isNew;
    const numbers = known.numbers.filter((each) => each.account === at('account').value);
    at('number').replaceChildren(...numbers.map((each) => option(each.id, each.name)), option('new', onPhone ? 'A number of the WhatsApp Business app' : 'Add a new number'), option('', 'No number for now'));
    show();
  }
  function show() {
    at('new-number').hidden = at('number').value !== 'new';
    for (const id of ['send', 'call', 'verify']) at(id).hidden = onPhone;
    at('code').parentElement.hidden = onPhone;
  }

  const send = (method) =>
    doing(async () => {
      added = await ask('number', { ...account(), phone: at('phone').value, display: at('display').value, method, onPhone: false });
      say(method === 'SMS' ? 'A code was sent by text message.' : 'The number is being called.');
    });

  async function numberId() {
    if (at('number').value !== 'new') return at('number').value;
    if (onPhone) added = await ask('number', { ...account(), phone: at('phone').value, display: at('display').value, method: 'SMS', onPhone: true });
    if (added === undefined) throw new Error('Verify the number first.');
    return added.number;
  }

  at('walk').addEventListener('submit', doing(async () => {
    const number = await numberId();
    const scopes = [...(at('management').checked ? ['whatsapp_business_management'] : []), ...(at('messaging').checked ? ['whatsapp_business_messaging'] : [])];
    const chosen = added === undefined ? account() : { account: added.account, name: '' };
    const done = await ask('allow', { appId: app, configId: query.get('config_id'), redirect, ...chosen, number, scopes, fault: at('fault').value, hosted });
    if (hosted) {
      at('walk').hidden = true;
      at('ended').hidden = false;
      return;
    }
    const ids = { waba_id: done.account, business_id: done.business };
    if (onPhone) tell('FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING', { waba_id: done.account });
    else if (number === '') tell('FINISH_ONLY_WABA', ids);
    else tell('FINISH', { ...ids, phone_number_id: number });
    if (redirect === '') window.opener?.postMessage({ sandbox: 'code', code: done.code }, query.get('origin') ?? '*');
    leave({ code: done.code });
  }));
  at('send').addEventListener('click', send('SMS'));
  at('call').addEventListener('click', send('VOICE'));
  at('verify').addEventListener('click', doing(async () => {
    if (added === undefined) throw new Error('Send a code first.');
    await ask('proof', { number: added.number, code: at('code').value });
    say('The number is verified.');
  }));
  at('cancel').addEventListener('click', () => {
    tell('CANCEL', { current_step: at('number').value === 'new' ? 'PHONE_NUMBER_SETUP' : 'BUSINESS_ACCOUNT_SELECTION' });
    leave({ error: 'access_denied', error_reason: 'user_denied' });
  });
  at('error').addEventListener('click', () => {
    tell('CANCEL', { error_message: 'Your account is restricted from creating accounts.', error_id: '524126', session_id: 'practice', timestamp: String(Date.now()) });
    leave({ error: 'server_error' });
  });
  at('account').addEventListener('change', fill);
  at('number').addEventListener('change', show);
  at('app').textContent = app;
  known = await ask('choices');
  at('account').replaceChildren(...known.accounts.map((each) => option(each.id, each.name)), option('new', 'Create a WhatsApp Business account'));
  fill();
})();

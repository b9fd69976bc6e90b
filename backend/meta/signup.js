/*
 * The page of a sign-up: it loads Meta's SDK, opens Meta's window when the person asks for it, and tells the relay what
 * comes of it. It holds no words: those are in the page, as sections of which one shows.
 */
(() => {
  'use strict';
  const told = document.querySelector('main').dataset;
  const patience = 15_000;
  const grace = 700;
  let finished = false;

  function show(view, text) {
    for (const each of document.querySelectorAll('[data-view]')) each.hidden = each.dataset.view !== view;
    const shown = document.querySelector(`[data-view="${view}"]`);
    const place = shown.querySelector('[data-said]');
    if (place !== null && text !== undefined) place.textContent = text;
    shown.querySelector('h1').focus();
  }

  async function tell(path, body) {
    const answer = await fetch(`/connect/meta/${path}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), credentials: 'same-origin', cache: 'no-store',
    });
    return answer.json();
  }

  /** Tells the relay, and shows what it says of it. */
  async function follow(path, body) {
    try {
      const { view, said } = await tell(path, body);
      finished = view === 'done' || view === 'gone';
      show(view, said);
    } catch {
      show('unreached');
    }
  }

  // Only Meta's own windows are listened to: anybody else may send messages too.
  function isMeta(origin) {
    if (origin === told.dialog) return true;
    const { protocol, hostname } = new URL(origin);
    const metas = new URL(told.dialog).hostname;
    if (metas !== 'facebook.com' && !metas.endsWith('.facebook.com')) return false;
    return protocol === 'https:' && (hostname === 'facebook.com' || hostname.endsWith('.facebook.com'));
  }

  let cancelled = false;
  window.addEventListener('message', (message) => {
    if (message.origin === 'null' || message.origin === '' || !isMeta(message.origin)) return;
    let data;
    try {
      data = JSON.parse(message.data);
    } catch {
      return; // the SDK has messages of its own
    }
    if (data === null || data.type !== 'WA_EMBEDDED_SIGNUP') return;
    if (data.event === 'CANCEL' || data.event === 'ERROR') {
      cancelled = true;
      void follow('event', data);
    } else void tell('event', data).catch(() => undefined); // what it names is checked with the code anyway
  });

  function login() {
    cancelled = false;
    show('window');
    void tell('page', { what: 'started' }).catch(() => undefined);
    const extras = { setup: {}, sessionInfoVersion: '3', ...(told.feature === '' ? {} : { featureType: told.feature }) };
    window.FB.login(
      (answer) => {
        const code = answer?.authResponse?.code;
        if (typeof code === 'string' && code !== '') {
          show('working');
          void follow('code', { code });
        } else {
          // What the window said at its end may come after its end.
          setTimeout(() => {
            if (!cancelled) void follow('page', { what: 'closed' });
          }, grace);
        }
      },
      { config_id: told.config, response_type: 'code', override_default_response_type: true, extras },
    );
  }

  function blocked() {
    show('blocked');
    void tell('page', { what: 'blocked' }).catch(() => undefined);
  }

  for (const each of document.querySelectorAll('[data-do="login"]')) {
    each.addEventListener('click', () => {
      if (window.FB === undefined) blocked();
      else login();
    });
  }
  if (told.live !== 'yes') return;
  window.addEventListener('pagehide', () => {
    if (!finished) navigator.sendBeacon('/connect/meta/page', new Blob([JSON.stringify({ what: 'left' })], { type: 'application/json' }));
  });
  for (const each of document.querySelectorAll('[data-do="away"]')) {
    each.addEventListener('click', () => {
      finished = true; // Meta's page comes next, and nobody has left
    });
  }
  const late = setTimeout(blocked, patience);
  window.fbAsyncInit = () => {
    clearTimeout(late);
    window.FB.init({ appId: told.app, version: told.version, xfbml: false, autoLogAppEvents: false });
    // The page shows what there is to show already.
  };
  const script = document.createElement('script');
  script.src = told.sdk;
  script.async = true;
  script.addEventListener('error', () => {
    clearTimeout(late);
    blocked();
  });
  document.head.append(script);
})();

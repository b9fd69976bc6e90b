/* A pretend Meta JavaScript SDK: init and login, and the window behind login. */
(() => {
  'use strict';
  const home = new URL(document.currentScript.src);
  let settings;
  window.FB = {
    init(given) {
      settings = given;
    },
    login(callback, options) {
      const query = new URLSearchParams({
        client_id: settings.appId, config_id: options.config_id, response_type: options.response_type,
        override_default_response_type: String(options.override_default_response_type), extras: JSON.stringify(options.extras),
        display: 'popup', origin: window.location.origin,
      });
      const dialog = window.open(`${home.origin}/facebook/${settings.version}/dialog/oauth?${query}`, 'facebook', 'popup,width=620,height=760');
      let code;
      const hear = (message) => {
        if (message.origin === home.origin && typeof message.data === 'object' && message.data?.sandbox === 'code') code = message.data.code;
      };
      window.addEventListener('message', hear);
      const watch = setInterval(() => {
        if (dialog !== null && !dialog.closed) return;
        clearInterval(watch);
        window.removeEventListener('message', hear);
        callback(code === undefined ? { authResponse: null, status: 'unknown' } : { authResponse: { code, expiresIn: null, userID: null }, status: 'connected' });
      }, 100);
    },
  };
  if (typeof window.fbAsyncInit === 'function') window.fbAsyncInit();
})();

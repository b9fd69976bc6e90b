/* A pretend Meta JavaScript SDK: init and login, and the window behind login. */
(() => {
  'use strict';
  const home = new URL(document.currentScript.src);
  const lastWord = 1_000; // milliseconds
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
      // That the window is closed may be seen before what it said last is heard: the two come from another process, each on its
      // own way. So a window that closed without a word is listened to a while longer.
      let told = false;
      const answer = (given) => {
        if (told) return;
        told = true;
        clearInterval(watch);
        window.removeEventListener('message', hear);
        callback(given);
      };
      const hear = (message) => {
        if (message.origin !== home.origin || typeof message.data !== 'object' || message.data?.sandbox !== 'code') return;
        answer({ authResponse: { code: message.data.code, expiresIn: null, userID: null }, status: 'connected' });
      };
      window.addEventListener('message', hear);
      const watch = setInterval(() => {
        if (dialog !== null && !dialog.closed) return;
        clearInterval(watch);
        setTimeout(() => answer({ authResponse: null, status: 'unknown' }), lastWord);
      }, 100);
    },
  };
  if (typeof window.fbAsyncInit === 'function') window.fbAsyncInit();
})();

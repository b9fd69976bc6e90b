// Leads a window that shows anything but Parley's page back to it.
((home) => {
  const want = new URL(home);
  const { protocol, host, pathname, search } = window.location;
  const isHome = protocol === want.protocol && host === want.host && ['', '/', '/index.html'].includes(pathname) && search === '';
  if (!isHome) window.location.replace(home);
})

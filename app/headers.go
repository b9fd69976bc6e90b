//go:build !dev

package app

// pagePolicy stands in a header beside the page's own <meta>: it holds even if
// the page is changed, and only a header can refuse frames.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; " +
	"media-src 'self' blob:; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; " +
	"frame-src 'none'; frame-ancestors 'none'"

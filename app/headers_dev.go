//go:build dev

package app

// pagePolicy is the page's own <meta> while it is developed: the development
// server puts scripts into the page that no policy would let run.
const pagePolicy = ""

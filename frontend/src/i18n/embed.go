// Package i18n gives Go the English sentences that it shares with the page: the
// files beside it are the one place where they are written. It holds no code;
// backend/words fills the sentences.
package i18n

import "embed"

// English holds the files that Go reads, one for each namespace.
//
//go:embed en/refusals.json en/alerts.json en/connect.json
var English embed.FS

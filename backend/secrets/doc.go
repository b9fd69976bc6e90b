// Package secrets keeps what must never be read from the database alone: app
// secrets and verify tokens, access tokens, the carrier's credentials. Each is
// encrypted (XAES-256-GCM) with a key that lies in a file of its own, and bound
// to its organization and name, so that a box moved to another row is refused.
//
// It is for secrets that the relay needs again. Passwords (people keeps
// hashes), session tokens, two-step PINs and verification codes are not kept
// here or anywhere. It stands beside the flow: provision writes, webhook,
// sender and provision read.
//
// # The key file
//
// It is made at the first start, readable by its owner only, and refused when
// anybody else may read it. Losing it loses the secrets and nothing more: they
// are typed in again. A backup without it is worthless to a thief, and a backup
// that is to be restored needs it too.
package secrets

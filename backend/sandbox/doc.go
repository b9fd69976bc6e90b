// Package sandbox is the pretend world outside the relay: Meta's Graph API and
// webhooks, a carrier (Vonage), and customers with their phones. It drives
// practice mode, failure drills and the tests.
//
// It stands at both ends of the flow: it sends the webhooks with which the
// first step (receive) begins, and it is what the last step (send) talks to.
//
// It is not a copy of the relay's provider packages and shares no code with
// them: it reads the protocols by itself, so that a misreading on one side is
// seen on the other. It is not a load generator and keeps everything in
// memory, apart from an optional state file.
//
// The zero Config works: New(Config{}) gives a business account with one
// number that is live, two more numbers at the carrier that wait to be set
// up, approved templates, and customers who write as soon as Start was called
// and a webhook target is known.
package sandbox

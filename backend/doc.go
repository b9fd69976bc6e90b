// Package backend is the front page of Parley's server side. It holds no code:
// this comment tells how a message travels, and arch_test.go beside it keeps
// the folders in the order told here. Read the folders in the same order.
//
// # A customer writes
//
// Meta posts a webhook. Package webhook checks the signature over the bytes as
// they came, splits the body into items, gives each its unique key and hands
// them to the ledger. The ledger is the spine: one goroutine per database takes
// whatever waits and, in one transaction, appends the items, lets the engine
// fold each into rows (contact, thread, interaction, message), lets routing
// decide who is offered the interaction, and writes the feed and the jobs that
// follow from it. Only after that commit does Meta get its 200, so a 200 means
// kept and routed. An item that cannot be folded is rolled back to its
// savepoint, stays appended, is marked as not understood, and does not hold up
// its neighbours.
//
// # The agent sees it
//
// The commit nudges the hub: "changed up to seq n", nothing more. For each
// socket the hub reads the feed, loads the current row of whatever changed,
// projects it through view for that viewer's rights, and writes wire frames
// that state the range they cover. The desktop's link applies them to its
// replica, and the bridge nudges the window, which asks for the changes. A
// nudge that is lost costs nothing, because everybody pulls from a cursor.
//
// # The agent answers
//
// The window calls the bridge, the reply goes into the desktop's outbox, and
// link sends it as a command with an id that is unique for ever. The hub
// appends it to the ledger; the fold checks the assignment and the 24-hour
// window and leaves a job. The sender takes the job, records that it is about
// to post, and only then calls Meta; what came of it (accepted, rejected or
// unknown) is an entry again. The ticks come back as webhooks.
//
// # Others are told what happened
//
// A fold also emits events: a message received, a status, an owner, an end. They
// are kept in order beside the record while anybody reads them, and package event
// gives them to consumers, each with a place of its own. What other systems are
// told, what rules, flows and reports do, stands there and never in a fold.
//
// # An admin connects a number
//
// The wizard's steps are calls, answered and never stored. Package provision
// walks a persisted state machine and asks Meta for a verification code. The
// code arrives as an SMS webhook from the carrier, passes the gate in package
// otp before anything is stored, and goes sealed, through memory only, to the
// desktop that holds the set-up lease.
//
// # Folders, from the bottom up
//
// desk is the vocabulary; wire, channel, view, routing, lifecycle, otp and phone
// are pure rules and formats; meta, twilio and vonage speak to providers; webhook,
// ledger, engine, event, hub, jobs, sender, integration, provision, people and
// store do the work, know no provider and never import each other; config and
// httpd are the ground under the process; sandbox plays Meta, the carrier and the customers; relay wires everything,
// and cmd/parley-relay gives it flags, signals and an exit code.
package backend

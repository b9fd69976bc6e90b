// Package engine understands: Fold turns one entry of the ledger, on top of the
// state as it stands, into the batch of rows, feed lines, timers, jobs and
// follow-up entries that it means.
//
// It is for the business rules of conversations: who a message is from, which
// interaction it belongs to, who is asked to take it, who may do what, what may
// leave and when, and what people are told. It is not for keeping (ledger,
// store), not for telling (hub), not for calling providers (sender) and not for the
// rules that are pure functions already (routing, lifecycle).
//
// Step 3 of the flow: ledger [ append ─▶ engine fold ─▶ routing decide ─▶ rows
// + feed + jobs ]. A fold depends on nothing but the state and the entry: ids
// derive from (organization, sequence, n) under the database's key, the time is
// the entry's, a routing decision is an entry of its own that is applied and
// never made again. So a rebuild gives the same rows, byte for byte.
//
// # What a fold answers
//
// Commands answer with an Answer: a body or an error. A command that is refused
// has not failed to fold; nothing of it stays but the answer, which the same
// client id gets again. send.posting answers with desk.PostingAnswer. Other
// entries answer nothing. An error from Fold itself means that the entry could
// not be folded: the ledger keeps it and quarantines it.
//
// # Where to read
//
// fold.go (what kind of entry goes where) · work.go, overlay.go (the unit of
// work) · inbound.go, content.go, contact.go (a customer's message) · again.go,
// refer.go, edit.go (more of a message, and what is said about one) ·
// interaction.go (its life) · route.go (who is asked) · rights.go (whether the
// person may have what a command names) · commands_*.go (what people do) ·
// send.go, file.go, posting.go, status.go (a message on its way out) ·
// event.go (accounts, numbers, templates) · people.go, settings.go · timers.go ·
// notices.go · replay.go.
package engine

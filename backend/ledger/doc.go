// Package ledger is step 2 of the flow, remember: the one writer that appends
// what came in, has it folded, and commits all of it together before anybody is
// told that it was kept.
//
// It decides about order, duplicates, numbering, the hash chain, what happens
// when a fold fails and what happens when the disk does. It does not know what
// an entry means (engine), how anything is stored (store), or who wants to hear
// of it (hub, sender): those come in through Config.
//
// # One batch
//
// Submit puts a caller's submission into a bounded queue and waits. The writer
// takes everything that waits, up to a limit, opens one transaction, and goes
// through it in order. Each proposal whose key is new gets the organization's next
// number, is appended, and is folded under a savepoint; entries that the fold
// asks for follow at once, under the same savepoint. If the fold fails, the
// savepoint takes its rows and its followers back, the entry stays and is
// quarantined, and the rest of the batch is untouched. One commit makes the whole
// batch durable; then every caller is answered.
//
// Numbers are given after duplicates are known and taken back with the savepoint,
// so the sequence of an organization has no gaps. A failure of the storage fails
// the batch for all its callers, who may try again: the keys make that harmless.
package ledger

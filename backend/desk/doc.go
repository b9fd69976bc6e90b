// Package desk is Parley's vocabulary: the organization and its people, numbers,
// inboxes, contacts, threads, interactions and messages; the entries of the
// ledger and the batches that folding them gives; ids and errors.
//
// It is for plain types and the few facts about them that everybody must agree
// on (the order of statuses, how an id is derived). It is not for rules that
// need a clock, a database or a provider: those live in lifecycle, routing,
// store and the provider packages. Every step of the flow imports it; it imports none.
package desk

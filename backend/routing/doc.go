// Package routing decides who is asked to take an interaction, by the newest set
// of rules, and replays and explains what any earlier set decided.
//
// A set of rules is a package of its own under rules, frozen once it was
// released: rules/v1 says what a round is and in which order people are asked.
// This package names the newest one (newest.go) and knows them all
// (registry.go). A decision is stored with the picture that it was made on; both
// name their version, and whoever reads one goes through here.
//
// It is not for acting on a decision (engine makes the offer, moves the cursor,
// notifies), not for finding out who is online, and not for the sentences that a
// person reads (the UI has one per Reason and Cause).
//
// Step 3 of the flow: engine fold ─▶ routing decide ─▶ rows, feed, jobs.
//
// # To add a set of rules
//
// Copy the newest folder to rules/vN, raise its Version, and change it there.
// Point newest.go at it, add it to the registry, and write into the registry how
// an older decision looks in the new shape. No file of an older set changes; the
// golden decisions in their testdata prove it.
package routing

//go:build race

package desktest

// Raced says that the race detector watches, which makes the database ten times slower:
// what looks for no race then tries a part of its cases.
const Raced = true

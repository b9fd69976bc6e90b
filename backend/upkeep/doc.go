// Package upkeep does what an operator does with a data directory once in a
// while, and a relay by itself at a start: it makes the state anew from the
// record (Rebuild), looks whether everything fits together (Verify), and changes
// the master key (RotateKey).
//
// It is not for the work of every hour (relay's housekeeping), not for copies
// (backup), and it folds nothing itself: the fold and its version are handed in.
package upkeep

//go:build race

package relay_test

// underRace says that the race detector watches, which makes the database ten
// times slower.
const underRace = true

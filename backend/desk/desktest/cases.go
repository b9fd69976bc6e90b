package desktest

import (
	"flag"
	"strconv"
)

// Cases sets how many cases a property test of this package draws, for packages
// whose cases are large: call it in TestMain. Under the race detector a hundred
// would take minutes and find what a few find, and it draws half as many;
// -rapid.checks on the command line asks for more.
func Cases(n int) {
	if Raced {
		n /= 2
	}
	if err := flag.Set("rapid.checks", strconv.Itoa(n)); err != nil {
		panic(err)
	}
}

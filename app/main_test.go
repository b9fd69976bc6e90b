package app

import (
	"fmt"
	"os"
	"testing"

	"github.com/parleydesk/parley/app/child"
)

// TestMain lets the test binary stand in for the app's executable: the child
// relay is this very program, started with the hidden subcommand.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == child.Command {
		if err := child.Run(os.Args[2:], os.Environ(), Version); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

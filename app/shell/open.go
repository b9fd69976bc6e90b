package shell

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// openPatience is how long an opener may take to say that it failed. Some stay
// as long as the browser that they started, so it is no deadline.
const openPatience = 3 * time.Second

// open hands a checked link or a path to the system's opener. No shell is
// involved, so nothing in it is read as a command.
func open(target string) error {
	name, args := opener(runtime.GOOS)
	program, err := exec.LookPath(name)
	if err != nil {
		return &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "opener", Op: "open", Err: err,
			Message: "This computer has no program to open links and files with (" + name + "). Copy the link, or save the file.",
		}
	}
	// The program outlives this call, and the app: no context may end it.
	cmd := exec.CommandContext(context.Background(), program, append(args, target)...) //nolint:gosec // the target was checked and is one argument
	if err = cmd.Start(); err == nil {
		err = within(openPatience, cmd.Wait)
	}
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "opener", Op: "open", Err: err,
			Message: "The system could not open it. Copy the link, or save the file and open it yourself.",
		}
	}
	return nil
}

// opener names the program that opens things on an operating system.
func opener(system string) (name string, args []string) {
	switch system {
	case "darwin":
		return "open", nil
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}
	default:
		return "xdg-open", nil
	}
}

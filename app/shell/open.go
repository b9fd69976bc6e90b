package shell

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// openPatience is how long an opener may take to say that it failed. Some stay
// as long as the browser that they started, so it is no deadline.
const openPatience = 3 * time.Second

// open hands an encoded link or a path of ours to the system's opener. No shell
// is involved, so nothing in it is read as a command.
func open(target string) error {
	if runtime.GOOS == "windows" {
		return notOpened(shellExecute(target))
	}
	name := opener(runtime.GOOS)
	program, err := exec.LookPath(name)
	if err != nil {
		return &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "opener", Op: "open", Err: err,
			Params: desk.Params{desk.ParamContext: "missing", "program": name},
		}
	}
	// The program outlives this call, and the app: no context may end it.
	cmd := exec.CommandContext(context.Background(), program, target) //nolint:gosec // the target was checked and is one argument
	if err = cmd.Start(); err == nil {
		err = within(openPatience, cmd.Wait)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return notOpened(err)
}

func notOpened(err error) error {
	if err == nil {
		return nil
	}
	return &desk.Error{
		Code: desk.CodeUnavailable, Subcode: "opener", Op: "open", Err: err,
	}
}

// encodeLink gives a checked link in the characters of RFC 3986 alone, and
// without those that a script around a browser could read as its own: what
// else stands in it is written as % and two digits, which is the same link.
func encodeLink(link string) string {
	const plain = "-._~:/?#[]@!&()*+,;=%"
	var b strings.Builder
	for _, c := range []byte(link) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte(plain, c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// opener names the program that opens things on an operating system.
func opener(system string) string {
	if system == "darwin" {
		return "open"
	}
	return "xdg-open"
}

package shell

import (
	"context"

	"git.sr.ht/~jackmordaunt/go-toast/v2/wintoast"
)

// show hands a plain note to Windows. Not through Wails: it fills the texts
// into a template without encoding them and, when Windows refuses the XML, runs
// it as a PowerShell script. Here Push is told of no such fallback, and a
// notification that cannot be shown is an error.
//
// "" is the application id that Wails registered, with the handler of clicks.
func show(_ context.Context, n Note) error {
	doc, err := toastXML(n)
	if err != nil {
		return err
	}
	return wintoast.Push("", doc)
}

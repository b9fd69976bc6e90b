package backend_test

import (
	"fmt"
	"go/ast"
	"testing"
)

// sinkRule keeps the calls through which text leaves for another language
// with the one file that encodes for it. A second place would be a second
// encoder, or none.
type sinkRule struct {
	lib   string
	names []string // of the library; empty = its import already
	files []string // that may
	why   string
}

const wailsRuntime = "github.com/wailsapp/wails/v2/pkg/runtime"

var sinkRules = []sinkRule{
	{
		wailsRuntime, []string{"SendNotification", "SendNotificationWithActions"},
		[]string{"app/shell/note_linux.go", "app/shell/note_other.go"},
		"Wails hands the texts of a Windows notification to a template and to PowerShell; shell's show is the way",
	},
	{
		"git.sr.ht/~jackmordaunt/go-toast/v2/wintoast", nil,
		[]string{"app/shell/note_windows.go"},
		"a Windows notification is XML, which toastXML writes",
	},
	{
		"git.sr.ht/~jackmordaunt/go-toast/v2", nil, nil,
		"its template does not encode, and it falls back to PowerShell",
	},
}

// checkSinks reports uses of a sink outside the files that encode for it.
func checkSinks(t tree) []string {
	var bad []string
	for _, p := range t.pkgs {
		for _, s := range p.sources {
			for _, r := range sinkRules {
				if contains(r.files, s.path) {
					continue
				}
				if _, imported := s.imports[r.lib]; imported && len(r.names) == 0 {
					bad = append(bad, fmt.Sprintf("%s: imports %s: %s", s.path, r.lib, r.why))
				}
				s.uses(r.lib, r.names, func(sel *ast.SelectorExpr, _ []ast.Node) {
					bad = append(bad, fmt.Sprintf("%s: %s: %s", t.fset.Position(sel.Pos()), sel.Sel.Name, r.why))
				})
			}
		}
	}
	return bad
}

func TestRule1_eachSinkHasOneEncoder(t *testing.T) {
	t.Parallel()
	tr := repository(t)
	report(t, checkSinks(tr))
	here := map[string]bool{}
	for _, p := range tr.pkgs {
		for _, s := range p.sources {
			here[s.path] = true
		}
	}
	for _, r := range sinkRules {
		for _, f := range r.files {
			if !here[f] {
				t.Errorf("sinkRules name %s, which is not here", f)
			}
		}
	}
}

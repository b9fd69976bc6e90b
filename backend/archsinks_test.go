package backend_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strings"
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
		[]string{"app/shell/note_buttons.go", "app/shell/note_linux.go", "app/shell/note_other.go"},
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
	{
		"os/exec", []string{"Command", "CommandContext"},
		[]string{"app/shell/open.go", "app/shell/sound.go", "app/child/process.go"},
		"programs are started where their arguments are checked, and never through a shell",
	},
	{
		"golang.org/x/sys/windows", []string{"ShellExecute"},
		[]string{"app/shell/open_windows.go"},
		"links are checked and encoded first",
	},
	{
		wailsRuntime, []string{"BrowserOpenURL", "WindowExecJS", "WindowSetTitle", "MessageDialog"},
		[]string{"app/shell/navigation.go"}, // runs a script of ours with an address of ours
		"links open through shell's OpenLink, and the page writes its own text and title",
	},
	{
		"log/slog", []string{"NewJSONHandler", "NewTextHandler"},
		[]string{"app/main.go", "app/child/process.go", "backend/cmd/parley-relay/main.go"},
		"logs are written through logging.Plain",
	},
	{
		"os", []string{"Stdout", "Stderr"},
		[]string{"app/main.go", "backend/cmd/parley-relay/main.go"},
		"terminals are written to through logging.Plain",
	},
	{
		"html/template", nil, []string{"app/cannot_start.go", "backend/signup/page.go"},
		"the page is the one place for HTML; the page of an app that cannot start and the one from which a sign-up starts are its exceptions",
	},
	{"text/template", nil, nil, "it encodes nothing"},
	{
		"encoding/csv", nil, []string{"app/media/made.go"},
		"tables for other programs are written by record alone, which marks formulas; the app reads with it what it refuses to save",
	},
}

// isTool says whether a package is for developers and never sees a customer's
// text.
func isTool(dir string) bool { return owns([]string{"build", "frontend"}, dir) || isTestHelper(dir) }

// checkPatterns: a LIKE whose pattern is not escaped reads signs of the text as
// its own.
func checkPatterns(t tree) []string {
	var bad []string
	for _, p := range t.pkgs {
		for _, s := range p.sources {
			ast.Inspect(s.syntax, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if ok && lit.Kind == token.STRING && likes.MatchString(lit.Value) && !strings.Contains(lit.Value, "ESCAPE") {
					bad = append(bad, fmt.Sprintf("%s: LIKE without ESCAPE", t.fset.Position(lit.Pos())))
				}
				return true
			})
		}
	}
	return bad
}

var likes = regexp.MustCompile(`\b(LIKE|GLOB)\s+[?$:]`)

// checkSinks reports uses of a sink outside the files that encode for it.
func checkSinks(t tree) []string {
	var bad []string
	for _, p := range t.pkgs {
		if isTool(p.dir) {
			continue
		}
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
	report(t, checkPatterns(tr))
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
